// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

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
        require(work, "org.bytedeco.javacpp.maxbytes", Pointer.totalBytes() + arrays, Pointer.maxBytes());
        long process = Pointer.physicalBytes() + arrays + other;
        require(work, "org.bytedeco.javacpp.maxphysicalbytes", process, Pointer.maxPhysicalBytes());
    }

    static void require(String work, String property, long needed, long limit) {
        if (!fits(needed, limit)) {
            throw new IllegalStateException("out of native memory before " + work + ": expected a limit of at least "
                    + mebibytes(needed) + ", found " + mebibytes(limit) + "; start the JVM with -D" + property + "="
                    + mebibytes(advised(needed)) + " or more");
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
