// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;

/** The most memory that the process held: the kernel's own figure on Linux, elsewhere the largest that was sampled. */
public final class PeakMemory {

    private static final Path STATUS = Path.of("/proc/self/status");

    private long seen;

    /** Looks at the memory of this moment. */
    public void sample() {
        seen = Math.max(seen, Pointer.physicalBytes());
    }

    /** The peak until now, in bytes. */
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
