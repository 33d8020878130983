// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;

/** Says what to do when memory has run out: the errors of JVM and JavaCPP name numbers but no remedy. */
public final class MemoryLimits {

    private static final long MEBIBYTE = 1 << 20;

    private MemoryLimits() {}

    /**
     * The same error with the work that needed the memory and the settings that give more.
     *
     * @param work what was done, with the sizes that the caller can change
     */
    public static OutOfMemoryError explain(OutOfMemoryError error, String work) {
        String remedy = isOfHeap(error)
                ? "raise the limit of the Java heap, -Xmx (now "
                        + mebibytes(Runtime.getRuntime().maxMemory()) + ")"
                : "raise the limits of native memory, -Dorg.bytedeco.javacpp.maxphysicalbytes (now "
                        + mebibytes(Pointer.maxPhysicalBytes()) + ", of the whole process) and"
                        + " -Dorg.bytedeco.javacpp.maxbytes (now " + mebibytes(Pointer.maxBytes())
                        + "), or -Xmx, which they follow where they are not set";
        OutOfMemoryError explained = new OutOfMemoryError("out of memory in " + work
                + ": use smaller images or batches, or " + remedy + "; " + error.getMessage());
        explained.initCause(error);
        return explained;
    }

    /** Whether so many more bytes of native memory stay below JavaCPP's limits. */
    public static boolean hasRoom(long bytes) {
        return fits(Pointer.totalBytes() + bytes, Pointer.maxBytes())
                && fits(Pointer.physicalBytes() + bytes, Pointer.maxPhysicalBytes());
    }

    /**
     * Refuses work that cannot fit into the limits of this process.
     *
     * @param arrays bytes that will be allocated through JavaCPP
     * @param other further bytes of native memory
     * @throws IllegalStateException naming the property to set, and to what
     */
    public static void require(String work, long arrays, long other) {
        new Demand(work, "", arrays, Pointer.physicalBytes() + arrays + other).require();
    }

    /**
     * The memory that some work needs.
     *
     * @param work what it is, for messages
     * @param remedy how to need less, or empty
     * @param arrays bytes that will be allocated through JavaCPP
     * @param process bytes that the whole process will have
     */
    public record Demand(String work, String remedy, long arrays, long process) {

        /** So many times as much. */
        public Demand times(double factor) {
            return new Demand(work, remedy, (long) (arrays * factor), (long) (process * factor));
        }

        /**
         * Refuses work that cannot fit into the limits of this process, or into the memory of the machine.
         *
         * @throws IllegalStateException naming the property to set, and to what
         */
        public void require() {
            require("org.bytedeco.javacpp.maxbytes", Pointer.totalBytes() + arrays, Pointer.maxBytes());
            require("org.bytedeco.javacpp.maxphysicalbytes", process, Pointer.maxPhysicalBytes());
            long machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                    .getTotalMemorySize();
            if (!fits(process, machine)) {
                throw new IllegalStateException("out of memory before " + work + ": expected a machine of at least "
                        + mebibytes(process) + ", found " + mebibytes(machine) + advice(""));
            }
        }

        void require(String property, long needed, long limit) {
            if (!fits(needed, limit)) {
                throw new IllegalStateException("out of native memory before " + work
                        + ": expected a limit of at least " + mebibytes(needed) + ", found " + mebibytes(limit)
                        + advice("start the JVM with -D" + property + "=" + mebibytes(advised(needed)) + " or more"));
            }
        }

        private String advice(String last) {
            String both = remedy.isEmpty() || last.isEmpty() ? "" : ", or ";
            return remedy.isEmpty() && last.isEmpty() ? "" : "; " + remedy + both + last;
        }
    }

    /** Twice as much, in steps of 256 MiB. */
    private static long advised(long needed) {
        long step = 256 * MEBIBYTE;
        return (2 * needed + step - 1) / step * step;
    }

    /** JavaCPP takes 0 for no limit. */
    private static boolean fits(long bytes, long limit) {
        return limit <= 0 || bytes <= limit;
    }

    private static boolean isOfHeap(OutOfMemoryError error) {
        return String.valueOf(error.getMessage()).contains("heap");
    }

    private static String mebibytes(long bytes) {
        return bytes == 0 || bytes == Long.MAX_VALUE ? "none" : bytes / MEBIBYTE + "m";
    }
}
