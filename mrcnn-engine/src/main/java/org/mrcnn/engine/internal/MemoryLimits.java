// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;

/** Explains what to do when memory is exhausted: the errors of JVM and JavaCPP contain numbers but no remedy. */
public final class MemoryLimits {

    private static final long MEBIBYTE = 1 << 20;

    private MemoryLimits() {}

    /**
     * Returns the same error with a message that names the work that needed the memory, and the settings that allow more.
     *
     * @param work description of the work, with the sizes that the caller can change
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

    /** Returns whether this number of further bytes of native memory is within JavaCPP's limits. */
    public static boolean hasRoom(long bytes) {
        return fits(Pointer.totalBytes() + bytes, Pointer.maxBytes())
                && fits(Pointer.physicalBytes() + bytes, Pointer.maxPhysicalBytes());
    }

    /**
     * Throws an exception if the work cannot fit within the limits of this process.
     *
     * @param arrays bytes that will be allocated through JavaCPP
     * @param other further bytes of native memory
     * @throws IllegalStateException if it cannot; the message names the property to set, and its value
     */
    public static void require(String work, long arrays, long other) {
        new Demand(work, "", arrays, Pointer.physicalBytes() + arrays + other).require();
    }

    /**
     * The memory that a piece of work needs.
     *
     * @param work description of the work, for messages
     * @param remedy how to reduce the memory; may be empty
     * @param arrays bytes that will be allocated through JavaCPP
     * @param process bytes that the whole process will have
     */
    public record Demand(String work, String remedy, long arrays, long process) {

        /** Returns the demand multiplied by a factor. */
        public Demand times(double factor) {
            return new Demand(work, remedy, (long) (arrays * factor), (long) (process * factor));
        }

        /**
         * Throws an exception if the work cannot fit within the limits of this process, or the memory of the machine.
         *
         * @throws IllegalStateException if it cannot; the message names the property to set, and its value
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

    /** Returns twice the memory needed, rounded up to a multiple of 256 MiB. */
    private static long advised(long needed) {
        long step = 256 * MEBIBYTE;
        return (2 * needed + step - 1) / step * step;
    }

    /** For JavaCPP, a limit of 0 means no limit. */
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
