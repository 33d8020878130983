// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;

/** The peak memory of the process: on Linux as reported by the kernel, on other systems the largest sample. */
public final class PeakMemory {

    private static final Path STATUS = Path.of("/proc/self/status");

    private long seen;

    /** Samples the current memory. */
    public void sample() {
        seen = Math.max(seen, Pointer.physicalBytes());
    }

    /** Returns the peak so far in bytes. */
    public long bytes() {
        if (!Files.isReadable(STATUS)) {
            return seen;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(seen);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
