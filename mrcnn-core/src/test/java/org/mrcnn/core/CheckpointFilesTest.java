// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFilesTest {
    private final List<String> warnings = new ArrayList<>();

    /** A new run with the same file name starts with fewer steps than the checkpoints that the previous run has left. */
    @Test
    void theLastOfThisRunAreKept(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("model.checkpoint");
        write(new CheckpointFiles(file, 3, 0), 7, 8, 9);
        assertThat(kept(folder))
                .containsExactly("model.checkpoint 9", "model.checkpoint-step7 7", "model.checkpoint-step8 8");
        write(new CheckpointFiles(file, 3, 0), 1, 2);
        assertThat(kept(folder)).containsExactly("model.checkpoint 2", "model.checkpoint-step1 1");
        write(new CheckpointFiles(file, 3, 2), 3, 4);
        assertThat(kept(folder))
                .containsExactly("model.checkpoint 4", "model.checkpoint-step2 2", "model.checkpoint-step3 3");
    }

    private static void write(CheckpointFiles files, int... steps) throws IOException {
        for (int step : steps) {
            files.save(step, file -> {
                Files.deleteIfExists(file); // as a rename does: an older name keeps its content
                Files.writeString(file, Integer.toString(step));
            });
        }
    }

    private static List<String> kept(Path folder) throws IOException {
        List<String> kept = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                kept.add(file.getFileName() + " " + Files.readString(file));
            }
        }
        return kept;
    }

    @Test
    void warnsWhereTheDiskIsTooSmallForWhatIsKept(@TempDir Path folder) {
        CheckpointFiles files = new CheckpointFiles(folder.resolve("model.checkpoint"), 3, 0);
        files.warnOfSpace(2_000_000_000L, 10_000_000_000L, warnings::add);
        assertThat(warnings).isEmpty();
        files.warnOfSpace(2_000_000_000L, 9_900_000_000L, warnings::add);
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0))
                .contains(
                        "model.checkpoint: expected 10.0 GB of free space for 3 checkpoints of 2.0 GB", "found 9.9 GB");
        warnings.clear();
        files.warnOfSpace(1, warnings::add);
        assertThat(warnings).isEmpty();
        files.warnOfSpace(Long.MAX_VALUE / 8, warnings::add);
        assertThat(warnings).hasSize(1);
    }
}
