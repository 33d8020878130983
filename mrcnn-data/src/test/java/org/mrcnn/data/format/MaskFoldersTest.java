// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;

/** Masks in subfolders, and images whose names differ only in their extensions. */
class MaskFoldersTest {

    @TempDir
    private Path folder;

    private void image(String name) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Images.write(Image.black(48, 64, 3), folder.resolve(name));
    }

    private void mask(String name) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Images.writeLabels(MaskScene.values(label -> label), 48, 64, folder.resolve(name));
    }

    @Test
    void subfoldersHaveTheirMasksInSubfoldersOfTheSameNames() throws IOException {
        image("images/a.png");
        image("images/more/a.png");
        image("images/more/b.png");
        mask("masks/a.png");
        mask("masks/more/a.png");
        AnnotatedDataset data = DataFormat.MASKS.open(null, folder);
        assertThat(data.size()).isEqualTo(2);
        assertThat(data.imageName(1)).isEqualTo("more/a.png");
        assertThat(data.instanceCount(1)).isEqualTo(2);
        assertThat(data.report().counts()).containsOnlyKeys(DataProblem.UNUSED_IMAGE);
        assertThat(data.report().toString()).contains("more/b.png");
    }

    @Test
    void imagesMayAllBeInSubfolders() throws IOException {
        image("images/train/a.png");
        mask("masks/train/a.png");
        assertThat(DataFormat.MASKS.open(null, folder).instanceCount(0)).isEqualTo(2);
        image("images/train/b.png");
        assertThatThrownBy(() -> DataFormat.MASKS.open(null, folder))
                .hasMessageContainingAll("MISSING_IMAGE", "the masks of", "b.png");
    }

    @Test
    void masksOfOtherNamesAreFoundOrNamed() throws IOException {
        image("images/A.png");
        mask("masks/a.png");
        assertThat(DataFormat.MASKS.open(null, folder).report().counts()).containsEntry(DataProblem.FOUND_BY_NAME, 1);
        Files.move(folder.resolve("masks/a.png"), folder.resolve("masks/A_mask.png"));
        assertThatThrownBy(() -> DataFormat.MASKS.open(null, folder))
                .hasMessageContainingAll("no such file, but A_mask.png", "--mask-pattern {name}_mask.png");
    }

    @Test
    void masksOfTwoImagesAreNoted() throws IOException {
        image("images/a.png");
        image("images/a.PNG");
        mask("masks/a.png");
        AnnotatedDataset data = DataFormat.MASKS.open(null, folder);
        assertThat(data.size()).isEqualTo(2);
        assertThat(data.report().counts()).containsEntry(DataProblem.FOUND_BY_NAME, 1);
        assertThat(data.report().toString()).contains("which is of another image of this name too");
    }
}
