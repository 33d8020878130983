// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

import com.sun.jna.Function;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets how many threads an operation uses, and how native threads wait for each other. The OpenMP runtime reads this from its
 * environment when ND4J or oneDNN is loaded, so it is set before. Variables set by the user are not changed.
 *
 * <p>By default, a waiting thread of GNU's runtime spins for about ten milliseconds. If another process needs the same
 * processors, the thread that is waited for cannot run in that time, and small operations take ten times as long. The runtime
 * also starts a thread for every processor of the machine, even if the container may use only some of them.
 */
public final class NativeThreads {

    /** System property for the number of threads of an operation; by default the number of processors that the JVM may use. */
    public static final String PROPERTY = "mrcnn.threads";

    private static final String THREADS = "OMP_NUM_THREADS";

    /** Number of spins before a thread sleeps, which take about as long as waking it. */
    private static final String SPINS = "1000";

    private static final Logger LOG = LoggerFactory.getLogger(NativeThreads.class);

    /** Number of threads of operations that a thread starts, if lower than the result of {@link #prepare}. */
    private static final ThreadLocal<Integer> LIMIT = new ThreadLocal<>();

    private NativeThreads() {}

    private static final class Once {
        private static final int COUNT = count(System.getProperty(PROPERTY), System.getenv(THREADS));

        static {
            setEnvironment(variables(System.getenv(), COUNT));
        }
    }

    /**
     * Sets the environment on the first call. Returns how many threads an operation uses.
     *
     * @throws IllegalArgumentException if the property mrcnn.threads is not a number of 1 or more
     */
    public static int prepare() {
        return Once.COUNT;
    }

    /** Returns how many threads an operation uses that the calling thread starts. */
    public static int available() {
        Integer limit = LIMIT.get();
        return limit == null ? prepare() : limit;
    }

    /**
     * Limits the calling thread to its share of the threads if several threads compute at once, so that together they use no
     * more than one would.
     *
     * @param parties number of threads that compute at once, including this one
     */
    public static void divide(int parties) {
        int share = Math.max(1, prepare() / parties);
        LIMIT.set(share);
        // In GNU's and LLVM's runtimes the number is per calling thread; oneDNN uses the same runtime.
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(share);
    }

    static int count(String property, String ofOpenMp) {
        if (property != null) {
            if (!property.matches("[1-9][0-9]{0,3}")) {
                throw new IllegalArgumentException(
                        "system property " + PROPERTY + ": expected a number from 1 to 9999, found " + property);
            }
            return Integer.parseInt(property);
        }
        return ofOpenMp != null && ofOpenMp.matches("[1-9][0-9]{0,3}")
                ? Integer.parseInt(ofOpenMp)
                : Runtime.getRuntime().availableProcessors();
    }

    /** Returns what to add to the environment of the OpenMP runtime. */
    static Map<String, String> variables(Map<String, String> present, int threads) {
        Map<String, String> added = new LinkedHashMap<>();
        if (System.getProperty(PROPERTY) != null || !present.containsKey(THREADS)) {
            added.put(THREADS, Integer.toString(threads));
        }
        if (!present.containsKey("GOMP_SPINCOUNT") && !present.containsKey("OMP_WAIT_POLICY")) {
            added.put("GOMP_SPINCOUNT", SPINS);
        }
        return added;
    }

    private static void setEnvironment(Map<String, String> variables) {
        try {
            Function setenv = Function.getFunction("c", "setenv");
            variables.forEach((name, value) -> setenv.invokeInt(new Object[] {name, value, 1}));
        } catch (LinkageError | RuntimeException e) {
            // No C library of this name, or no JNA: everything works, with the defaults of the runtime.
            LOG.debug("could not set {}", variables, e);
        }
    }
}
