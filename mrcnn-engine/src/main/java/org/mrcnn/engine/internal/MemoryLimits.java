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

    private static boolean isOfHeap(OutOfMemoryError error) {
        return String.valueOf(error.getMessage()).contains("heap");
    }

    private static String mebibytes(long bytes) {
        return bytes == 0 || bytes == Long.MAX_VALUE ? "none" : bytes / MEBIBYTE + "m";
    }
}
