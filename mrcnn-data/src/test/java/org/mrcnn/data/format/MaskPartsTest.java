// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;

/** Masks whose values are classes, which would become one object per class. */
class MaskPartsTest {

    @TempDir
    private Path folder;

    private AnnotatedDataset masks(String... rows) throws IOException {
        int width = rows[0].length();
        int[] labels = String.join("", rows).chars().map(c -> c - '0').toArray();
        Files.createDirectories(folder.resolve("images"));
        Files.createDirectories(folder.resolve("masks"));
        Images.write(Image.black(rows.length, width, 3), folder.resolve("images/a.png"));
        Images.writeLabels(labels, rows.length, width, folder.resolve("masks/a.png"));
        return DataFormat.MASKS.open(null, folder);
    }

    @Test
    void valuesOfClassesInPlaceOfObjectsAreTold() throws IOException {
        AnnotatedDataset data = masks("110000", "110022", "000000", "011002");
        assertThat(data.report().toString())
                .contains("1 x MASK_VALUES", "a.png", "2 values with pixels in 4 separate places");
        assertThat(data.instanceCount(0)).isEqualTo(2);
    }

    private static void assertNotTold(AnnotatedDataset data) {
        assertThat(data.report().counts()).doesNotContainKey(DataProblem.MASK_VALUES);
    }

    @Test
    void specksAndCornersAreNoParts() throws IOException {
        assertNotTold(masks("1111110", "1111110", "1111100", "0000011"));
        assertNotTold(masks("1111111", "1111111", "0000000", "0000001"));
        assertNotTold(masks("1000001", "1000001", "1111111", "0000000"));
        assertNotTold(masks("1100011", "0000000", "0222000", "0000000"));
    }
}
