// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.image.Images;

class TroubleshootingTest {

    @Test
    void everySectionExists() throws IOException {
        List<String> anchors = Files.readAllLines(Path.of("../docs/troubleshooting.md")).stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3).toLowerCase(Locale.ROOT).replaceAll("[^\\w ]", ""))
                .map(line -> line.replace(' ', '-'))
                .toList();
        assertThat(anchors).containsAll(Troubleshooting.SECTIONS.values());
    }

    @Test
    void everyProblemAndNoteHasItsRow() throws IOException {
        String page = Files.readString(Path.of("../docs/troubleshooting.md"));
        for (DataProblem problem : DataProblem.values()) {
            assertThat(page).contains("`" + problem + "`");
        }
    }

    @Test
    void causesCount() {
        Exception e = new IllegalStateException("step 3", new OutOfMemoryError("Cannot allocate"));
        assertThat(Troubleshooting.reference(e)).isEqualTo("; see docs/troubleshooting.md#out-of-memory");
        assertThat(Troubleshooting.reference(new IllegalStateException())).isEmpty();
    }

    @Test
    void imagesThatCannotBeReadHaveTheirSection(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("text.png"), "no image");
        assertThatThrownBy(() -> Images.read(file))
                .satisfies(e -> assertThat(Troubleshooting.reference(e)).endsWith("#images-that-cannot-be-read"));
    }
}
