package org.mrcnn.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;

/** The most memory that the process held: the kernel's own figure on Linux, elsewhere the largest seen after a step. */
public final class PeakMemory implements TrainingListener {

    private static final Path STATUS = Path.of("/proc/self/status");

    private long seen;

    @Override
    public void onStep(StepRecord step) {
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
