// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mrcnn.data.format.Hostile.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;

/** Masks of Open Images; {@code FormatSamplesTest} reads a complete sample. */
class OpenImagesReaderTest {
    private static final String HEADER = "MaskPath,ImageID,LabelName,BoxID,BoxXMin,BoxXMax,BoxYMin,BoxYMax\n";

    @TempDir
    private Path folder;

    private Path csv;

    @BeforeEach
    void write() throws IOException {
        csv = folder.resolve("masks.csv");
        Files.createDirectory(folder.resolve("train_1"));
        Images.write(Image.black(40, 60, 3), folder.resolve("a.png"));
        byte[] mask = new byte[20 * 30];
        for (int y = 5; y < 10; y++) {
            for (int x = 10; x < 20; x++) {
                mask[y * 30 + x] = (byte) 255;
            }
        }
        Images.write(new Image(20, 30, 1, mask), folder.resolve("train_1/a_m0.png"));
    }

    private void write(String rows) throws IOException {
        Files.writeString(csv, HEADER + rows);
    }

    @Test
    void masksOfAPartOfHalfTheSize() throws IOException {
        write("a_m0.png,a,/m/0,1,0,1,0,1\n");
        AnnotatedDataset data = DataFormat.OPEN_IMAGES.open(null, csv);
        assertThat(data.labels()).containsExactly("BG", "/m/0"); // no class descriptions
        assertThat(data.load(0).masks()).containsExactly(Rle.fromBox(new double[] {20, 10, 20, 10}, 40, 60));
        assertThat(DataFormat.detect(csv)).isEqualTo(DataFormat.OPEN_IMAGES);
    }

    @Test
    void whatDoesNotFitIsNamed() throws IOException {
        String good = "a_m0.png,a,/m/0,1,0,1,0,1\n";
        write(good + "b_m0.png,a,/m/0,2,0,1,0,1\n");
        assertRefused(DataFormat.OPEN_IMAGES, csv, DataProblem.MISSING_IMAGE, "b_m0.png", "no such file");
        write(good + "a_m0.png,b,/m/0,2,0,1,0,1\n");
        assertRefused(DataFormat.OPEN_IMAGES, csv, DataProblem.MISSING_IMAGE, "b.jpg");
        write(good + "a_m0.png,../../a,/m/0,2,0,1,0,1\n");
        assertRefused(DataFormat.OPEN_IMAGES, csv, DataProblem.BAD_FILE_NAME, "masks.csv", "../../a");
        assertThat(DataFormat.OPEN_IMAGES.open(null, csv, BadDataPolicy.SKIP).size())
                .isEqualTo(1);
        write(good + "../../etc/x.png,a,/m/0,2,0,1,0,1\n");
        assertRefused(DataFormat.OPEN_IMAGES, csv, DataProblem.BAD_FILE_NAME, "masks.csv", "etc/x.png");
        write(good + "a_m0.png\n");
        assertRefused(DataFormat.OPEN_IMAGES, csv, DataProblem.BAD_LAYOUT, "masks.csv", "row 3");
    }

    @Test
    void scalingTakesTheNearestPixel() {
        Rle mask = Rle.of(new byte[] {1, 0, 0, 1, 1, 0}, 2, 3);
        assertThat(LabelMasks.scaled(mask, 2, 3)).isSameAs(mask);
        assertThat(LabelMasks.scaled(mask, 1, 3)).isEqualTo(Rle.of(new byte[] {1, 1, 0}, 1, 3));
        assertThat(LabelMasks.scaled(mask, 3, 2)).isEqualTo(Rle.of(new byte[] {1, 0, 1, 0, 1, 0}, 3, 2));
    }
}
