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
 * How many threads an operation uses, and how native ones wait for each other. The OpenMP runtime reads this from its
 * environment when ND4J or oneDNN is loaded, so it is set before that; what the user has set stays.
 *
 * <p>Left to itself, GNU's runtime lets a thread that waits spin for about ten milliseconds. Where another process needs the
 * same processors, the thread that is waited for does not get one meanwhile, and small operations take ten times as long.
 * It also starts a thread for every processor of the machine, whatever share of them the container may use.
 */
public final class NativeThreads {

    /** System property: threads of an operation, by default the processors that the JVM may use. */
    public static final String PROPERTY = "mrcnn.threads";

    private static final String THREADS = "OMP_NUM_THREADS";

    /** Rounds of waiting before a thread sleeps, about as long as waking it takes. */
    private static final String SPINS = "1000";

    private static final Logger LOG = LoggerFactory.getLogger(NativeThreads.class);

    /** Threads of operations that the thread itself starts, where they are fewer than {@link #prepare} says. */
    private static final ThreadLocal<Integer> LIMIT = new ThreadLocal<>();

    private NativeThreads() {}

    private static final class Once {
        private static final int COUNT = count(System.getProperty(PROPERTY), System.getenv(THREADS));

        static {
            setEnvironment(variables(System.getenv(), COUNT));
        }
    }

    /**
     * Sets the environment if nobody has called this before, and says how many threads an operation uses.
     *
     * @throws IllegalArgumentException if the property mrcnn.threads is no number from 1 on
     */
    public static int prepare() {
        return Once.COUNT;
    }

    /** How many threads an operation uses that the calling thread starts. */
    public static int available() {
        Integer limit = LIMIT.get();
        return limit == null ? prepare() : limit;
    }

    /**
     * Gives the calling thread its share of the threads where several compute at once: together they use as many as one alone.
     *
     * @param parties threads that compute at once, this one among them
     */
    public static void divide(int parties) {
        int share = Math.max(1, prepare() / parties);
        LIMIT.set(share);
        // The number belongs to the calling thread, in GNU's and in LLVM's runtime; oneDNN asks the same runtime.
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

    /** What to add to the environment of the OpenMP runtime. */
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
            // No C library of that name, or none of JNA's: everything works, with the defaults of the runtime.
            LOG.debug("could not set {}", variables, e);
        }
    }
}
