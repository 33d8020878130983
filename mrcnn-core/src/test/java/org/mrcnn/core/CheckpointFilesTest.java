// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFilesTest {
    private final List<String> warnings = new ArrayList<>();

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
