// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native software that ND4J uses on this machine.
 *
 * @param backend the simple name of ND4J's backend class, such as {@code CpuBackend}
 * @param oneDnn whether ND4J's own convolutions use oneDNN; without it they take about ten times as long
 * @param instructionSet the widest instruction set that oneDNN, called directly, uses on this machine; {@code none} if its
 *     native libraries are missing
 * @param bf16 whether the CPU multiplies bfloat16
 */
public record NativeBackend(String backend, boolean oneDnn, String instructionSet, boolean bf16) {

    private static final Logger LOG = LoggerFactory.getLogger(NativeBackend.class);
    private static final int NONE = -1;

    /** The only backend whose results were compared with references; Java ops read and write host memory. */
    private static final String COMPARED = "CpuBackend";

    /**
     * Returns the backend, which is detected and logged once per process, with a warning if ND4J's native libraries lack
     * oneDNN.
     *
     * @throws IllegalStateException if ND4J found no native library, or has loaded a backend that is not known to give correct
     *     results
     */
    public static NativeBackend current() {
        return Holder.CURRENT.requireCompared();
    }

    NativeBackend requireCompared() {
        if (!backend.equals(COMPARED)) {
            throw new IllegalStateException("ND4J has loaded the backend " + backend + ", but only " + COMPARED
                    + " is known to give right numbers with this library: take nd4j-cuda and other backends off the"
                    + " class path and leave nd4j-native on it");
        }
        return this;
    }

    private static final class Holder {
        static final NativeBackend CURRENT = detect();
    }

    private static NativeBackend detect() {
        NativeThreads.prepare();
        Nd4jBackend loaded = load(() -> inThreadOfItsOwn(Nd4j::getBackend));
        NativeBackend found = of(loaded.getClass().getSimpleName(), loaded.buildInfo(), effectiveIsa());
        LOG.info("{}", found.describe());
        String advice = found.advice();
        if (advice != null) {
            LOG.warn("{}", advice);
        }
        return found;
    }

    static Nd4jBackend load(Supplier<Nd4jBackend> nd4j) {
        try {
            return nd4j.get();
        } catch (LinkageError missing) {
            throw new IllegalStateException(
                    "ND4J found no native library that it can load: expected org.mrcnn:mrcnn-native-"
                            + Loader.getPlatform()
                            + " on the class path; add that artifact (of type pom) to the dependencies, unless it is there"
                            + " and cannot be unpacked or linked: " + reason(missing),
                    missing);
        }
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    /**
     * Runs a task in a new thread, because ND4J gives the thread that loads it another number of OpenMP threads than all
     * others.
     */
    private static <T> T inThreadOfItsOwn(Supplier<T> task) {
        try {
            return CompletableFuture.supplyAsync(task, run -> new Thread(run, "mrcnn-load").start())
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException fault ? fault : e;
        }
    }

    private static int effectiveIsa() {
        try {
            return dnnl.dnnl_get_effective_cpu_isa();
        } catch (LinkageError missing) {
            LOG.debug("no natives of oneDNN for this platform", missing);
            return NONE;
        }
    }

    /** Returns the instruction set from ND4J's build information and oneDNN's number for it. */
    static NativeBackend of(String backend, String buildInfo, int isa) {
        boolean oneDnn = buildInfo != null && buildInfo.contains("HAVE_ONEDNN");
        // The number of an instruction set includes the bits of those that it contains.
        int bf16 = dnnl.dnnl_cpu_isa_avx512_core_bf16;
        return new NativeBackend(backend, oneDnn, isaName(isa), isa != NONE && (isa & bf16) == bf16);
    }

    private static String isaName(int isa) {
        return switch (isa) {
            case NONE -> "none";
            case dnnl.dnnl_cpu_isa_sse41 -> "SSE4.1";
            case dnnl.dnnl_cpu_isa_avx -> "AVX";
            case dnnl.dnnl_cpu_isa_avx2 -> "AVX2";
            case dnnl.dnnl_cpu_isa_avx2_vnni -> "AVX2 VNNI";
            case dnnl.dnnl_cpu_isa_avx512_core -> "AVX-512";
            case dnnl.dnnl_cpu_isa_avx512_core_vnni -> "AVX-512 VNNI";
            case dnnl.dnnl_cpu_isa_avx512_core_bf16 -> "AVX-512 BF16";
            case dnnl.dnnl_cpu_isa_avx512_core_amx -> "AMX";
            default -> "other (" + isa + ")";
        };
    }

    /** Returns a description in one line, for logs and reports. */
    public String describe() {
        return "ND4J backend " + backend + ", its natives " + (oneDnn ? "with" : "without")
                + " oneDNN; oneDNN called directly: instruction set " + instructionSet + ", bfloat16 "
                + (bf16 ? "yes" : "no");
    }

    /** Returns what to change for more speed; null if nothing. */
    String advice() {
        if (oneDnn || !backend.equals(COMPARED)) {
            return null;
        }
        return "ND4J's natives lack oneDNN: SameDiff's own convolutions take about ten times as long. Depend on"
                + " org.mrcnn:mrcnn-native-linux-x86_64 (or macosx-x86_64, windows-x86_64; ND4J has no such natives for"
                + " Arm) and not on nd4j-native-platform";
    }
}
