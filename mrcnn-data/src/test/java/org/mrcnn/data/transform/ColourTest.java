// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;

class ColourTest {

    private static Image noise(int height, int width) {
        Image image = Image.black(height, width, 3);
        new SplittableRandom(2).nextBytes(image.pixels());
        return image;
    }

    private static Sample sample(Image image) {
        return Sample.of(1, "a", image, new int[0], List.of());
    }

    private static double luma(Image image, int y, int x) {
        return 0.299 * image.sample(y, x, 0) + 0.587 * image.sample(y, x, 1) + 0.114 * image.sample(y, x, 2);
    }

    private interface Expected {
        double at(int y, int x, int c);
    }

    private static void assertPixels(Image actual, double tolerance, Expected expected) {
        for (int y = 0; y < actual.height(); y++) {
            for (int x = 0; x < actual.width(); x++) {
                for (int c = 0; c < 3; c++) {
                    double value = Math.max(0, Math.min(255, expected.at(y, x, c)));
                    assertThat((double) actual.sample(y, x, c)).isCloseTo(value, within(tolerance));
                }
            }
        }
    }

    @Test
    void strengthsFollowTheirDefinitions() {
        Image image = noise(9, 12);
        double mean = 0;
        for (int i = 0; i < 108; i++) {
            mean += luma(image, i / 12, i % 12) / 108;
        }
        double m = mean;
        for (double fraction : new double[] {0, 0.3, 1}) {
            double f = 1 + 0.8 * (2 * fraction - 1);
            Scripted draws = new Scripted(0, fraction);
            assertPixels(
                    new Brightness(0.8, 1).apply(sample(image), draws).image(),
                    0.501,
                    (y, x, c) -> f * image.sample(y, x, c));
            // luma is first rounded to a whole number, which adds half a level times |1 - f|
            assertPixels(
                    new Contrast(0.8, 1)
                            .apply(sample(image), new Scripted(0, fraction))
                            .image(),
                    0.92,
                    (y, x, c) -> m + f * (image.sample(y, x, c) - m));
            assertPixels(
                    new Saturation(0.8, 1)
                            .apply(sample(image), new Scripted(0, fraction))
                            .image(),
                    0.92,
                    (y, x, c) -> luma(image, y, x) + f * (image.sample(y, x, c) - luma(image, y, x)));
        }
        assertPixels(new Grey(1).apply(sample(image), new Scripted(0)).image(), 0.501, (y, x, c) -> luma(image, y, x));
    }

    @Test
    void hueTurnsTheHexcone() {
        Image image = noise(10, 20);
        // A third of the circle: red becomes green, green blue, blue red.
        Image third = new Hue(120, 1).apply(sample(image), new Scripted(0, 1)).image();
        assertPixels(third, 0.01, (y, x, c) -> image.sample(y, x, (c + 2) % 3));
        Image back = new Hue(120, 1).apply(sample(third), new Scripted(0, 0)).image();
        assertThat(back.pixels()).isEqualTo(image.pixels());
        for (double sixths : new double[] {0.3, -2.4, 2.9}) {
            Image turned = Colour.hueTurned(image, sixths);
            for (int y = 0; y < 10; y++) {
                for (int x = 0; x < 20; x++) {
                    float[] hsv = java.awt.Color.RGBtoHSB(
                            image.sample(y, x, 0), image.sample(y, x, 1), image.sample(y, x, 2), null);
                    int rgb = java.awt.Color.HSBtoRGB(hsv[0] + (float) (sixths / 6), hsv[1], hsv[2]);
                    for (int c = 0; c < 3; c++) {
                        assertThat(turned.sample(y, x, c)).isCloseTo(rgb >> (16 - 8 * c) & 0xff, within(1));
                    }
                }
            }
        }
    }

    @Test
    void blurIsAGaussian() {
        Image image = noise(14, 9);
        for (double sigma : new double[] {0.4, 1.5}) {
            int radius = (int) Math.ceil(3 * sigma);
            assertPixels(Gaussian.blur(image, sigma), 0.51, (y, x, c) -> {
                double sum = 0;
                double weights = 0;
                for (int dy = -radius; dy <= radius; dy++) {
                    for (int dx = -radius; dx <= radius; dx++) {
                        double weight = Math.exp(-(dy * dy + dx * dx) / (2 * sigma * sigma));
                        int row = Math.max(0, Math.min(13, y + dy));
                        int column = Math.max(0, Math.min(8, x + dx));
                        sum += weight * image.sample(row, column, c);
                        weights += weight;
                    }
                }
                return sum / weights;
            });
        }
    }

    @Test
    void noiseHasItsDeviation() {
        Image grey = Scenes.flat(100, 100, 128, 1, 0, 0, 1, 1).image();
        Image noisy = new Noise(List.of(6.0, 6.0), 1)
                .apply(sample(grey), new SplittableRandom(1))
                .image();
        double sum = 0;
        double squares = 0;
        for (byte p : noisy.pixels()) {
            double d = (p & 0xff) - 128;
            sum += d / 30_000;
            squares += d * d / 30_000;
        }
        assertThat(sum).isCloseTo(0, within(0.15));
        assertThat(Math.sqrt(squares)).isCloseTo(6, within(0.15));
    }

    @Test
    void jpegLosesMoreAtLowQuality() {
        Image image = Shrink.resize(noise(128, 128), 64, 48);
        double before = 0;
        for (int quality : new int[] {98, 60, 10}) {
            JpegArtefacts jpeg = new JpegArtefacts(List.of(quality, quality), 1);
            Image packed = jpeg.apply(sample(image), new SplittableRandom(1)).image();
            assertThat(packed.height()).isEqualTo(64);
            double error = 0;
            for (int i = 0; i < image.pixels().length; i++) {
                error += Math.abs((image.pixels()[i] & 0xff) - (packed.pixels()[i] & 0xff));
            }
            assertThat(error).isGreaterThan(before);
            before = error;
        }
        Image flat = Scenes.flat(16, 16, 77, 1, 0, 0, 1, 1).image();
        Image packed = new JpegArtefacts(List.of(90, 90), 1)
                .apply(sample(flat), new SplittableRandom(1))
                .image();
        assertPixels(packed, 1, (y, x, c) -> 77);
    }

    @Test
    void coloursNeedThreeChannels() {
        Sample grey = sample(Image.black(3, 3, 1));
        assertThatThrownBy(() -> new Hue(10, 1).apply(grey, new SplittableRandom(1)))
                .hasMessageContaining("1 channels");
    }
}
