// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.mask.Symmetry;
import org.mrcnn.data.mask.Rle;

class GeometryTest {

    /** Rotated by degrees and scaled around (32, 40), then shifted by (3.3, -2.7): x, y of the disc's centre by hand. */
    @ParameterizedTest
    @CsvSource({"0, 1", "33, 1", "-120, 1.7", "90, 2.3", "20, 0.6", "71, 0.3", "0, 0.5"})
    void aDiscGoesWhereItShould(double degrees, double scale) {
        int height = 80;
        int width = 64;
        double radius = 14;
        byte[] mask = Scenes.disc(height, width, 37.2, 28.9, radius);
        byte[] pixels = new byte[mask.length];
        for (int i = 0; i < mask.length; i++) {
            pixels[i] = (byte) (255 * mask[i]);
        }
        Sample sample = Sample.of(
                1, "disc", new Image(height, width, 1, pixels), new int[] {1}, List.of(Rle.of(mask, height, width)));
        double angle = Math.toRadians(degrees);
        double cos = scale * Math.cos(angle);
        double sin = scale * Math.sin(angle);
        PixelMap forward =
                new PixelMap(cos, -sin, 32 + 3.3 - cos * 32 + sin * 40, sin, cos, 40 - 2.7 - sin * 32 - cos * 40);
        double cx = 32 + 3.3 + cos * (28.9 - 32) - sin * (37.2 - 40);
        double cy = 40 - 2.7 + sin * (28.9 - 32) + cos * (37.2 - 40);

        Sample moved = Geometry.move(sample, forward.inverse(), height, width, 0);

        byte[] result = moved.masks().get(0).toMask();
        double slack = 0.71 * Math.max(1, scale); // the disc itself is accurate to half a pixel's diagonal
        for (int i = 0; i < result.length; i++) {
            int row = i / width;
            double distance = Math.hypot(row + 0.5 - cy, i % width + 0.5 - cx);
            if (distance < scale * radius - slack) {
                assertThat(result[i]).isEqualTo((byte) 1);
                assertThat(moved.image().pixels()[i] & 0xff).isGreaterThan(127);
            } else if (distance > scale * radius + slack) {
                assertThat(result[i]).isEqualTo((byte) 0);
                assertThat(moved.image().pixels()[i] & 0xff).isLessThan(128);
            }
        }
        double area = Math.PI * scale * scale * radius * radius;
        if (scale < 1.5) { // larger ones are clipped
            assertThat((double) moved.masks().get(0).area()).isCloseTo(area, within(0.04 * area + 2));
        }
    }

    @Test
    void warpIsBilinearAtPixelCentres() {
        SplittableRandom random = new SplittableRandom(5);
        Image image = Image.black(11, 17, 3);
        random.nextBytes(image.pixels());
        for (int trial = 0; trial < 20; trial++) {
            PixelMap map = new PixelMap(
                    random.nextDouble(-1, 1),
                    random.nextDouble(-1, 1),
                    random.nextDouble(17),
                    random.nextDouble(-1, 1),
                    random.nextDouble(-1, 1),
                    random.nextDouble(11));
            Image result = Warp.apply(image, map, 9, 13, new byte[] {7, 8, 9});
            for (int y = 0; y < 9; y++) {
                for (int x = 0; x < 13; x++) {
                    double u = map.xx() * (x + 0.5) + map.xy() * (y + 0.5) + map.x0();
                    double v = map.yx() * (x + 0.5) + map.yy() * (y + 0.5) + map.y0();
                    for (int c = 0; c < 3; c++) {
                        double expected = u < 0 || v < 0 || u >= 17 || v >= 11 ? 7 + c : bilinear(image, v, u, c);
                        assertThat((double) result.sample(y, x, c)).isCloseTo(expected, within(0.501));
                    }
                }
            }
        }
    }

    private static double bilinear(Image image, double v, double u, int c) {
        double sum = 0;
        for (int y = -1; y <= image.height(); y++) {
            for (int x = -1; x <= image.width(); x++) {
                double weight = Math.max(0, 1 - Math.abs(y + 0.5 - v)) * Math.max(0, 1 - Math.abs(x + 0.5 - u));
                int row = Math.max(0, Math.min(image.height() - 1, y));
                int column = Math.max(0, Math.min(image.width() - 1, x));
                sum += weight * image.sample(row, column, c);
            }
        }
        return sum;
    }

    @Test
    void shrinkIsATriangleFilter() {
        SplittableRandom random = new SplittableRandom(6);
        for (int trial = 0; trial < 20; trial++) {
            Image image = Image.black(random.nextInt(1, 40), random.nextInt(1, 40), 2);
            random.nextBytes(image.pixels());
            int height = random.nextInt(1, image.height() + 1);
            int width = random.nextInt(1, image.width() + 1);
            Image small = Shrink.resize(image, height, width);
            double sy = (double) image.height() / height;
            double sx = (double) image.width() / width;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double sum = 0;
                    double weights = 0;
                    for (int i = 0; i < image.height(); i++) {
                        for (int j = 0; j < image.width(); j++) {
                            double weight = Math.max(0, 1 - Math.abs((i + 0.5) / sy - y - 0.5))
                                    * Math.max(0, 1 - Math.abs((j + 0.5) / sx - x - 0.5));
                            sum += weight * image.sample(i, j, 1);
                            weights += weight;
                        }
                    }
                    assertThat((double) small.sample(y, x, 1)).isCloseTo(sum / weights, within(0.51));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.15, 0.5, 0.73, 1, 1.9})
    void disjointMasksStayDisjoint(double scale) {
        SplittableRandom random = new SplittableRandom(7);
        byte[] value = new byte[40 * 50];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) (i / 50 / (3 + i % 50 / 20) % 3 + 3 * (i % 50 / 7 % 2));
        }
        List<Rle> masks = new ArrayList<>();
        for (int k = 0; k < 6; k++) {
            byte[] mask = new byte[value.length];
            for (int i = 0; i < mask.length; i++) {
                mask[i] = (byte) (value[i] == k ? 1 : 0);
            }
            masks.add(Rle.of(mask, 40, 50));
        }
        for (int trial = 0; trial < 10; trial++) {
            double angle = trial == 0 ? 0 : random.nextDouble(6.3);
            double cos = Math.cos(angle) / scale;
            double sin = Math.sin(angle) / scale;
            PixelMap map = new PixelMap(cos, -sin, trial == 0 ? 0 : 10, sin, cos, trial == 0 ? 0 : -10);
            int[] owners = new int[60 * 60];
            for (Rle mask : masks) {
                byte[] moved = Geometry.move(mask, map, 60, 60).toMask();
                for (int i = 0; i < moved.length; i++) {
                    owners[i] += moved[i];
                }
            }
            assertThat(Arrays.stream(owners).max().orElseThrow())
                    .isBetween(trial == 0 && scale > 0.2 ? 1 : 0, 1); // some rotations end outside
        }
    }

    @Test
    void aQuarterTurnMovesPixelsOnly() {
        Sample sample = Scenes.discs(21, 21, 4, 3);
        Affine quarter = new Affine(90, 0, List.of(1.0, 1.0), 0, 0, 1);
        assertEqual(quarter.apply(sample, new Scripted(0, 1, 0.5)), SampleSymmetry.apply(Symmetry.TURN_RIGHT, sample));
        assertEqual(quarter.apply(sample, new Scripted(0, 0, 0.5)), SampleSymmetry.apply(Symmetry.TURN_LEFT, sample));
    }

    @Test
    void shiftsAreExact() {
        Sample sample = Scenes.flat(10, 20, 50, 4, 2, 3, 6, 9);
        Affine shift = new Affine(0, 0.5, List.of(1.0, 1.0), 0, 0.5, 1);
        // by 0.2 of the width and -0.3 of the height
        Sample moved = shift.apply(sample, new Scripted(0, 0.5, 0.7, 0.2, 0.5));
        assertThat(moved.boxes()).containsExactly(0, 7, 3, 13);
        assertThat(moved.masks().get(0).area()).isEqualTo(18);
        // one of 4 rows remains: less than half
        assertThat(shift.apply(sample, new Scripted(0, 0.5, 0.7, 0, 0.5)).count())
                .isZero();
    }

    private static void assertEqual(Sample actual, Sample expected) {
        assertThat(actual.image().pixels()).isEqualTo(expected.image().pixels());
        assertThat(actual.masks()).isEqualTo(expected.masks());
    }

    @Test
    void scaleJitterKeepsTheSize() {
        Sample sample = Scenes.flat(40, 60, 90, 2, 10, 20, 20, 40);
        Sample half = new ScaleJitter(0.5, 0.5, 1, 1).apply(sample, new Scripted(0, 0, 1, 1));
        assertThat(half.boxes()).containsExactly(25, 40, 30, 50); // at the lower right: 20 + 5, 30 + 10
        assertThat(half.masks().get(0).area()).isEqualTo(50);
        Sample twice = new ScaleJitter(2, 2, 0, 1).apply(sample, new Scripted(0, 0, 0.5, 0));
        assertThat(twice.image().height()).isEqualTo(40);
        assertThat(twice.image().width()).isEqualTo(60);
        assertThat(twice.boxes()).containsExactly(0, 40, 20, 60); // 20..40, 40..80 minus 20 rows and no columns
        assertThat(new ScaleJitter(2, 2, 0.6, 1)
                        .apply(sample, new Scripted(0, 0, 0.5, 0))
                        .count())
                .isZero();
    }

    @Test
    void cropsHoldAnObjectWhole() {
        RandomCrop crop = new RandomCrop(0.2, 0.6, 0, 1);
        for (long seed = 0; seed < 60; seed++) {
            Sample sample = Scenes.discs(40, 60, 5, seed);
            if (sample.count() == 0) {
                continue;
            }
            Sample part = crop.apply(sample, new SplittableRandom(seed));
            boolean whole = false;
            for (int i = 0; i < part.count(); i++) {
                long area = part.masks().get(i).area();
                int classId = part.classIds()[i];
                whole |= classId > 0
                        && IntStream.range(0, sample.count())
                                .anyMatch(k -> sample.classIds()[k] == classId
                                        && sample.masks().get(k).area() == area);
            }
            assertThat(whole).isTrue();
            assertThat(part.image().height()).isBetween(8, 40);
        }
    }
}
