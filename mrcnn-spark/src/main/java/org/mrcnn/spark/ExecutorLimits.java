// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/**
 * Limits the threads and the native memory of a process in which Spark runs tasks. JavaCPP and this library read these
 * properties when their classes are loaded, so they are set before the first model is loaded. Values that the user has set do
 * not change.
 */
final class ExecutorLimits {

    private static final String THREADS = "mrcnn.threads";
    private static final String NATIVE_BYTES = "org.bytedeco.javacpp.maxbytes";
    private static final String PROCESS_BYTES = "org.bytedeco.javacpp.maxphysicalbytes";
    private static final String OVERHEAD = "spark.executor.memoryOverhead";
    private static final long MEBIBYTE = 1 << 20;

    private ExecutorLimits() {}

    static void apply() {
        apply(SparkEnv.get().conf());
    }

    /** Sets the limits. An executor runs as many tasks as it has cores, so an operation may use only the cores of one task. */
    static void apply(SparkConf conf) {
        if (System.getenv("OMP_NUM_THREADS") == null) {
            setIfAbsent(THREADS, conf.getInt("spark.task.cpus", 1));
        }
        if (hasContainer(conf)) {
            long heap = conf.getSizeAsMb("spark.executor.memory", "1g");
            long overhead = conf.contains(OVERHEAD) ? conf.getSizeAsMb(OVERHEAD) : Math.max(384, heap / 10);
            setIfAbsent(NATIVE_BYTES, overhead * MEBIBYTE);
            setIfAbsent(PROCESS_BYTES, (heap + overhead) * MEBIBYTE);
        }
    }

    /**
     * Returns whether the process is killed if it needs more than heap and overhead, or the user has set how much it may need.
     */
    private static boolean hasContainer(SparkConf conf) {
        String master = conf.get("spark.master", "");
        return !master.startsWith("local") && (conf.contains(OVERHEAD) || !master.startsWith("spark:"));
    }

    private static void setIfAbsent(String property, long value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Long.toString(value));
        }
    }
}
