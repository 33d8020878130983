// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.internal.image.MaskCrop;
import org.mrcnn.data.internal.mask.RleCrops;
import org.mrcnn.data.mask.Rle;

class SlideTest {

    /** More than 32 bits can count. */
    private static final long GAP = 5L << 30;

    private static final Map<Integer, Integer> REDUCED = Map.of(254, 1);
    private static final Map<Integer, Integer> JPEG = Map.of(259, 7, 262, 6);

    private final Image large = noise(150, 210);
    private final Image small = noise(75, 105);
    private final Image smallest = noise(38, 53);
    private final Image label = noise(40, 40);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("slide.tif");
    }

    private static Image noise(int height, int width) {
        byte[] pixels = new byte[height * width * 3];
        new Random(height).nextBytes(pixels);
        return new Image(height, width, 3, pixels);
    }

    @Test
    void aFileMayBeLongerThanABuffer() throws IOException {
        TestSlide.write(file, GAP, List.of(large, small), REDUCED);

        assertThat(Files.size(file)).isGreaterThan(GAP);
        assertLevel(0, large);
        assertLevel(1, small);
        assertThat(Images.size(file)).isEqualTo(new Images.Size(150, 210, 150, 210, 1));
        assertThat(Images.pixelSize(file)).isEmpty();
        Images.check(file, PixelFormat.RGB);
    }

    /** In such a long file, only the tiles that a region needs are decoded. */
    @Test
    void soMayOneCompressedAsJpeg() throws IOException {
        Image flat = Image.black(150, 210, 3);
        for (int i = 0; i < flat.pixels().length; i++) {
            flat.pixels()[i] = (byte) (i / 3 % 210 < 96 ? 40 : 200);
        }
        TestSlide.write(file, GAP, List.of(flat, Image.black(75, 105, 3)), JPEG);

        try (RegionSource slide = Images.open(file, PixelFormat.RGB)) {
            Image part = slide.read(20, 90, 100, 12);
            for (int x = 0; x < 12; x++) {
                assertThat(part.sample(50, x, 0)).isCloseTo(x < 6 ? 40 : 200, within(2));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void pagesOfTheSameShapeAreLevels(int subfile) throws IOException {
        TestSlide.write(file, 0, List.of(large, label, smallest, small), Map.of(254, subfile));

        assertLevel(0, large);
        assertLevel(1, small);
        assertLevel(2, smallest);
        assertThatThrownBy(() -> Images.open(file, PixelFormat.RGB, 3))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("slide.tif")
                .hasMessageContaining("0 to 2, of 150x210, 75x105, 38x53 pixels, found 3");
        assertThat(Images.read(file).pixels()).isEqualTo(large.pixels());
    }

    @Test
    void soArePagesBelowThePage() throws IOException {
        TestSlide.writeNested(file, List.of(large, small, smallest));

        assertLevel(0, large);
        assertLevel(1, small);
        assertLevel(2, smallest);
    }

    @Test
    void otherFormatsHaveOneLevel() throws IOException {
        Path png = folder.resolve("one.png");
        Images.write(small, png);

        assertThatThrownBy(() -> Images.open(png, PixelFormat.RGB, 1))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("one.png");
    }

    @Test
    void intensitiesAreThoseOfTheLevelOfTheMasks() throws IOException {
        TestSlide.write(file, 0, List.of(large, small), REDUCED);

        for (Image level : List.of(large, small)) {
            byte[] pixels = new byte[20 * 30];
            pixels[0] = 1;
            pixels[20 * 30 - 1] = 1;
            Rle mask = RleCrops.of(new MaskCrop(40, 60, 60, 90, pixels), level.height(), level.width());
            double[] expected = new double[3];
            for (int c = 0; c < 3; c++) {
                expected[c] = (level.sample(40, 60, c) + level.sample(59, 89, c)) / 2.0;
            }

            assertThat(Images.meanIntensities(file, PixelFormat.RGB, List.of(mask, mask)))
                    .isDeepEqualTo(new double[][] {expected, expected});
        }
    }

    private void assertLevel(int level, Image expected) {
        try (RegionSource slide = Images.open(file, PixelFormat.RGB, level)) {
            assertThat(slide.height()).isEqualTo(expected.height());
            assertThat(slide.width()).isEqualTo(expected.width());
            assertThat(slide.read(0, 0, expected.height(), expected.width()).pixels())
                    .isEqualTo(expected.pixels());
            assertThat(slide.read(30, 31, 7, 9).pixels())
                    .isEqualTo(new WholeImage(expected).read(30, 31, 7, 9).pixels());
        }
    }
}
