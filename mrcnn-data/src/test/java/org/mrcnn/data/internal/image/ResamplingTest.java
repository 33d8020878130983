// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.DialectCase;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.npy.Npy;

/** Compares with the transform of torchvision's detectors, Pillow and OpenCV. */
class ResamplingTest {
    private static final PixelNormalization IMAGENET = new PixelNormalization(
            new float[] {123.675f, 116.28f, 103.53f}, 1, new float[] {58.395f, 57.12f, 57.375f}, true);

    @ParameterizedTest
    @CsvSource({
        "up, picture, 40, 100",
        "down, picture, 15, 100",
        "capped, picture, 40, 50",
        "wide, picture_wide, 26, 200"
    })
    void fractionsAreTheNumbersOfTorchvision(String name, String picture, int min, int max) {
        Npy expected = DialectCase.array("fractions_" + name);
        ResizedImage resized =
                new Resize.Pad32(min, max, Resampling.FRACTIONS).apply(picture(picture), new SplittableRandom(0));
        int[] window = resized.geometry().window();
        assertThat(new int[] {window[2], window[3]}).isEqualTo(DialectCase.ints("fractions_" + name + "_size"));
        assertThat(new int[] {resized.image().height(), resized.image().width(), 3})
                .isEqualTo(expected.shape());
        assertThat(IMAGENET.apply(resized)).containsExactly(expected.floats(), within(2e-6f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "down", "half"})
    void bytesAreThoseOfPillow(String name) {
        assertResized(Resampling.ANTIALIASED, name, "pillow_" + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "down", "half"})
    void bytesAreThoseOfOpenCv(String name) {
        assertResized(Resampling.FIXED_POINT, name, "opencv_" + name);
    }

    private static void assertResized(Resampling resampling, String name, String expectedName) {
        Image image = picture(name.equals("half") ? "picture_half" : "picture");
        Npy expected = DialectCase.array(expectedName);
        int[] size = {expected.shape()[0], expected.shape()[1]};
        assertThat(resampling.resize(image.pixels(), new int[] {image.height(), image.width()}, 3, size))
                .isEqualTo(expected.bytes());
    }

    /** Sizes of get_output_shape of Detectron2 and imrescale of MMDetection: 800, 1333. */
    @Test
    void sidesAreRoundedAsByTheirSource() {
        assertThat(rounded(Resampling.ANTIALIASED, 427, 640)).containsExactly(800, 1199);
        assertThat(rounded(Resampling.ANTIALIASED, 640, 427)).containsExactly(1199, 800);
        assertThat(rounded(Resampling.ANTIALIASED, 300, 900)).containsExactly(444, 1333);
        assertThat(rounded(Resampling.FIXED_POINT, 300, 900)).containsExactly(444, 1333);
        assertThat(rounded(Resampling.FRACTIONS, 427, 640)).containsExactly(800, 1199);
    }

    private static int[] rounded(Resampling resampling, int height, int width) {
        double[] sides = resampling.sides(height, width, 800, 1333);
        return new int[] {(int) resampling.rounded(sides[0]), (int) resampling.rounded(sides[1])};
    }

    /** The scaled image is at the top left, and the area beside it is 0 after normalization. */
    @Test
    void paddingOfBytesIsZero() {
        ResizedImage resized =
                new Resize.Pad32(30, 100, Resampling.ANTIALIASED).apply(picture("picture"), new SplittableRandom(0));
        assertThat(new int[] {resized.image().height(), resized.image().width()})
                .containsExactly(32, 64);
        float[] input = IMAGENET.apply(resized);
        int row = resized.image().width() * 3;
        assertThat(input[29 * row + 2]).isNotZero();
        assertThat(input[30 * row + 2]).isZero();
        assertThat(input[48 * 3 - 1]).isNotZero();
        assertThat(input[48 * 3]).isZero();
    }

    private static Image picture(String name) {
        Npy pixels = DialectCase.array(name);
        return new Image(pixels.shape()[0], pixels.shape()[1], pixels.shape()[2], pixels.bytes());
    }
}
