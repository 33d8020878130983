// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The checkpoints of a run: the last one under its own name, and older ones beside it, with their numbers of steps. */
final class CheckpointFiles {
    private static final String STEP = "-step";
    private static final double GIGABYTE = 1e9;

    private final Path file;
    private final int keep;
    private int lastSteps;

    /**
     * Creates the checkpoints of a file name.
     *
     * @param keep maximum number of checkpoints
     * @param lastSteps number of steps of the existing file; 0 if there is none, or this run does not resume from it
     */
    CheckpointFiles(Path file, int keep, int lastSteps) {
        this.file = file;
        this.keep = keep;
        this.lastSteps = lastSteps;
    }

    /** Warns if the disk does not have space for the checkpoints that are kept, the one being written, and the model. */
    void warnOfSpace(long bytesOfOne, Consumer<String> warn) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            warnOfSpace(bytesOfOne, Files.getFileStore(folder).getUsableSpace(), warn);
        } catch (IOException e) {
            warn.accept(folder + ": its free space cannot be found out: " + e);
        }
    }

    void warnOfSpace(long bytesOfOne, long free, Consumer<String> warn) {
        long needed = (keep + 2L) * bytesOfOne;
        if (free < needed) {
            warn.accept(String.format(
                    Locale.ROOT,
                    "%s: expected %.1f GB of free space for %d checkpoints of %.1f GB, the one being written and the"
                            + " model, found %.1f GB; free some, keep fewer checkpoints, or choose another disk",
                    file,
                    needed / GIGABYTE,
                    keep,
                    bytesOfOne / GIGABYTE,
                    free / GIGABYTE));
        }
    }

    /** Writes a checkpoint. */
    @FunctionalInterface
    interface Writer {
        void write(Path file) throws IOException;
    }

    /** Keeps the last checkpoint under another name, writes the next one, and removes the oldest. */
    void save(int steps, Writer writer) throws IOException {
        if (keep > 1 && lastSteps > 0 && lastSteps != steps && Files.exists(file)) {
            Path kept = file.resolveSibling(file.getFileName() + STEP + lastSteps);
            Files.deleteIfExists(kept);
            link(kept);
        }
        writer.write(file);
        lastSteps = steps;
        removeOthers(steps);
    }

    /** Gives the last checkpoint a second name, which takes no space and no time, but is not supported by all file systems. */
    private void link(Path kept) throws IOException {
        try {
            Files.createLink(kept, file);
        } catch (UnsupportedOperationException | IOException e) {
            Files.copy(file, kept);
        }
    }

    /** Removes the oldest checkpoint, and those of an earlier run with this name that had more steps. */
    private void removeOthers(int steps) throws IOException {
        List<Path> older;
        try (Stream<Path> beside = Files.list(file.toAbsolutePath().getParent())) {
            older = beside.filter(path -> steps(path).isPresent())
                    .sorted(Comparator.comparing((Path path) -> steps(path).getAsInt()))
                    .toList();
        }
        List<Path> before =
                older.stream().filter(path -> steps(path).getAsInt() < steps).toList();
        List<Path> kept = before.subList(Math.max(0, before.size() - (keep - 1)), before.size());
        for (Path path : older) {
            if (!kept.contains(path)) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Returns the number of steps in the name of an older checkpoint. */
    private OptionalInt steps(Path path) {
        String prefix = file.getFileName() + STEP;
        String name = path.getFileName().toString();
        String digits = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
        return digits.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(digits)) : OptionalInt.empty();
    }
}
