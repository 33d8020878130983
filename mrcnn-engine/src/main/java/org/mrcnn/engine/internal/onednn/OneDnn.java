// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.internal.NativeBackend;
import org.mrcnn.engine.internal.NativeSize;

/**
 * oneDNN's CPU engine with the working memory that all kernels of a graph runner share, as they run one after the other. Only
 * one thread at a time may use it.
 */
public final class OneDnn implements AutoCloseable, NativeSize {

    /** The key under which a runner keeps its instance. */
    public static final Object KEY = OneDnn.class;

    private static final boolean LOADED = load();

    /** The purpose of a piece of working memory while an op runs. Pieces with different roles are in use at the same time. */
    public enum Scratch {
        PRIMITIVE,
        PIXELS,
        SOURCE,
        WEIGHTS,
        TRANSFORMED,
        DESTINATION,
        BIAS
    }

    private final engine cpu = new engine(org.bytedeco.dnnl.engine.kind.cpu, 0);
    private final stream queue = new stream(cpu);
    private final Map<Scratch, memory> scratch = new EnumMap<>(Scratch.class);
    private final AtomicLong scratchBytes = new AtomicLong();

    /**
     * Returns whether layers may use oneDNN: its native libraries can be loaded, and the system property mrcnn.engine is not
     * "samediff".
     */
    public static boolean isEnabled() {
        return LOADED && !"samediff".equals(System.getProperty("mrcnn.engine"));
    }

    /** Returns whether this CPU multiplies bfloat16 in hardware (AVX512_BF16 or AMX) and oneDNN would use it. */
    public static boolean hasBf16() {
        return has(dnnl.dnnl_cpu_isa_avx512_core_bf16);
    }

    /** Returns whether this CPU has AMX, whose bfloat16 tiles are faster than everything else. */
    static boolean hasAmx() {
        return has(dnnl.dnnl_cpu_isa_avx512_core_amx);
    }

    /** Returns whether this CPU has AVX2, or more. */
    static boolean hasAvx2() {
        return has(dnnl.dnnl_cpu_isa_avx2);
    }

    static boolean hasAvx512() {
        return has(dnnl.dnnl_cpu_isa_avx512_core);
    }

    private static boolean has(int wanted) {
        return LOADED && (dnnl.dnnl_get_effective_cpu_isa() & wanted) == wanted;
    }

    /**
     * Loads ND4J's libraries before oneDNN's. Both bring libgomp, and JavaCPP keeps only the first one: in its cache, it replaces
     * the other by a link, and changes that again when a process loads them in another order. Meanwhile, processes that start
     * at the same time can write over the libgomp that others are using, which then crash.
     */
    private static boolean load() {
        try {
            NativeBackend.current();
            return org.bytedeco.dnnl.engine.get_count(org.bytedeco.dnnl.engine.kind.cpu) > 0;
        } catch (LinkageError | IllegalStateException e) { // whoever uses ND4J next is told what is missing
            return false;
        }
    }

    engine engine() {
        return cpu;
    }

    stream stream() {
        return queue;
    }

    /** Returns at least {@code bytes} of memory, aligned to a cache line, which the next call with the same role overwrites. */
    public Pointer scratch(Scratch role, long bytes) {
        memory present = scratch.get(role);
        if (present == null || size(present) < bytes) {
            if (present != null) {
                scratch.remove(role); // before it is freed: the next allocation may fail
                scratchBytes.addAndGet(-size(present));
                present.close();
            }
            present = new memory(bytes(bytes), cpu);
            scratch.put(role, present);
            scratchBytes.addAndGet(size(present));
        }
        return present.get_data_handle();
    }

    private static long size(memory m) {
        try (memory.desc d = m.get_desc()) {
            return d.get_size();
        }
    }

    /** Describes memory of a size in bytes. */
    static memory.desc bytes(long bytes) {
        return new memory.desc(new long[] {Math.max(bytes, 1)}, memory.data_type.u8, memory.format_tag.a);
    }

    /** Returns the size of the working memory. */
    @Override
    public long bytes() {
        return scratchBytes.get();
    }

    @Override
    public void close() {
        scratch.values().forEach(Pointer::close);
        queue.close();
        cpu.close();
    }
}
