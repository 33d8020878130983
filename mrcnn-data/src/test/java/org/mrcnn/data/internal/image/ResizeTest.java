// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.data.Golden;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.npy.Npy;

class ResizeTest {

    static List<Golden> resizedImages() {
        return Golden.cases("resize_image").stream()
                .filter(c -> c.name().startsWith("image_"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("resizedImages")
    void equalsTheReference(Golden golden) {
        Npy input = golden.array("input");
        int[] shape = input.shape();
        Image image = new Image(shape[0], shape[1], shape[2], input.bytes());
        int[] crop = golden.ints("crop");
        ResizedImage resized = resize(golden).apply(image, new ChosenNumbers(crop[0], crop[1]));

        assertThat(resized.geometry().window()).containsExactly(golden.ints("window"));
        assertThat(resized.geometry().padding()).containsExactly(Arrays.copyOf(golden.ints("padding"), 4));
        assertThat(resized.geometry().scale())
                .isEqualTo(golden.params().get("scale").doubleValue());
        if (crop[0] >= 0) {
            assertThat(resized.geometry().crop()).containsExactly(crop);
        }
        Npy output = golden.array("output");
        assertThat(resized.image().height()).isEqualTo(output.shape()[0]);
        assertThat(resized.image().width()).isEqualTo(output.shape()[1]);
        assertFewOffByOne(resized.image().pixels(), output.bytes());
        ImageMeta meta = ImageMeta.of(7, image, resized, new int[] {1, 0, 1, 1});
        assertThat(meta.toArray()).containsExactly(golden.floats("meta"));
    }

    @ParameterizedTest
    @MethodSource("resizedImages")
    void imagesAreTheScaledNumbersCutOff(Golden golden) {
        Npy input = golden.array("input");
        int[] shape = input.shape();
        Image image = new Image(shape[0], shape[1], shape[2], input.bytes());
        int[] crop = golden.ints("crop");
        ResizedImage resized = resize(golden).apply(image, new ChosenNumbers(crop[0], crop[1]));
        ResizeGeometry g = resized.geometry();
        float[] scaled = g.scaledFloats(image);
        assertThat(scaled).hasSize(g.scaledHeight() * g.scaledWidth() * 3);
        int[] window = g.window();
        for (int y = window[0]; y < window[2]; y++) {
            for (int x = window[1]; x < window[3]; x++) {
                float value = scaled[((y - g.top()) * g.scaledWidth() + x - g.left()) * 3 + 1];
                assertThat(resized.image().sample(y, x, 1)).isEqualTo((int) value);
            }
        }
    }

    /**
     * Both implementations truncate fractions: if the exact value is an integer, rounding errors decide between two levels.
     */
    private static void assertFewOffByOne(byte[] actual, byte[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        int different = 0;
        for (int i = 0; i < actual.length; i++) {
            int by = Math.abs((actual[i] & 0xff) - (expected[i] & 0xff));
            assertThat(by).as("sample %d", i).isLessThanOrEqualTo(1);
            different += by;
        }
        assertThat(different).isLessThanOrEqualTo(actual.length / 200);
    }

    private static Resize resize(Golden golden) {
        JsonNode params = golden.params();
        int min = params.path("min_dim").asInt(0);
        int max = params.path("max_dim").asInt(0);
        double scale = params.path("min_scale").asDouble(0);
        return switch (params.get("mode").asText()) {
            case "square" -> new Resize.Square(min, max, scale);
            case "pad64" -> new Resize.Pad64(min, scale);
            case "crop" -> new Resize.Crop(min, scale);
            case "none" -> new Resize.None();
            default -> throw new IllegalArgumentException(golden + ": mode " + params.get("mode"));
        };
    }

    @Test
    void constantImageKeepsItsValueInside() {
        Image grey = Image.black(50, 40, 3);
        Arrays.fill(grey.pixels(), (byte) 57);
        Image resized = new Resize.Square(64, 128, 0).apply(grey, random()).image();
        // The range of the input is 57..57, therefore not even the border fades.
        assertThat(resized.sample(64, 64, 1)).isEqualTo(57);
        assertThat(resized.sample(24, 32, 0)).isEqualTo(57);
    }

    @Test
    void doublesByHand() {
        Image row = new Image(1, 2, 1, new byte[] {40, 80});
        ResizeGeometry twice = new ResizeGeometry(1, 2, 2, 1, 4, 1, 4, 0, 0);
        // Positions -0.25, 0.25, 0.75, 1.25: 0.75 * 40 raised to the input's least 40; 50; 70; 0.75 * 80.
        assertThat(twice.resizeImage(row).pixels()).containsExactly(40, 50, 70, 60);
    }

    @Test
    void masksMoveAsImagesDo() {
        SplittableRandom random = new SplittableRandom(5);
        for (int trial = 0; trial < 30; trial++) {
            int height = random.nextInt(40, 150);
            int width = random.nextInt(40, 150);
            byte[] mask = block(height, width, random);
            Image grey = Image.black(height, width, 1);
            for (int i = 0; i < mask.length; i++) {
                grey.pixels()[i] = (byte) (mask[i] * 200);
            }
            ResizeGeometry geometry =
                    new Resize.Square(0, 128, random.nextDouble(0.3, 3)).geometry(height, width, random);
            byte[] moved = geometry.resizeMask(mask).toMask(128, 128);
            byte[] pixels = geometry.resizeImage(grey).pixels();
            for (int i = 0; i < moved.length; i++) {
                // Within a rectangle, a bilinear sample above a half is within half a pixel of it on both axes, and
                // one that is so on both axes is at least a quarter (49 of 200 if a fraction is truncated).
                int brightness = pixels[i] & 0xff;
                assertThat((int) moved[i]).isBetween(brightness > 100 ? 1 : 0, brightness < 49 ? 0 : 1);
            }
        }
    }

    @Test
    void masksThatPartitionStillDo() {
        SplittableRandom random = new SplittableRandom(6);
        byte[] left = new byte[70 * 90];
        byte[] right = new byte[70 * 90];
        for (int i = 0; i < left.length; i++) {
            left[i] = (byte) random.nextInt(2);
            right[i] = (byte) (1 - left[i]);
        }
        for (double scale : new double[] {0.4, 1, 1.3, 1.42}) {
            ResizeGeometry geometry = ResizeGeometry.padded(70, 90, scale, 128, 128);
            byte[] a = geometry.resizeMask(left).toMask(128, 128);
            byte[] b = geometry.resizeMask(right).toMask(128, 128);
            int[] window = geometry.window();
            for (int i = 0; i < a.length; i++) {
                boolean inside =
                        i / 128 >= window[0] && i / 128 < window[2] && i % 128 >= window[1] && i % 128 < window[3];
                assertThat(a[i] + b[i]).isEqualTo(inside ? 1 : 0);
            }
        }
    }

    @Test
    void maskByHandWithPaddingAndCrop() {
        byte[] mask = {0, 1, 0, 0, 0, 1};
        ResizeGeometry twicePadded = new ResizeGeometry(2, 3, 2, 4, 6, 8, 8, 2, 1);
        MaskCrop moved = twicePadded.resizeMask(mask);
        assertThat(List.of(moved.y1(), moved.x1(), moved.y2(), moved.x2())).containsExactly(2, 3, 6, 7);
        assertThat(moved.pixels()).containsExactly(1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1);
        ResizeGeometry cropped = ResizeGeometry.cropped(2, 3, 2, 0, 0, 2);
        assertThat(cropped.resizeMask(mask).isEmpty()).isTrue();
    }

    @Test
    void bigImagesAgreeWithTheNaiveFormula() {
        SplittableRandom random = new SplittableRandom(8);
        Image image = Image.black(33, 57, 3);
        random.nextBytes(image.pixels());
        for (int[] size : new int[][] {{90, 41}, {12, 150}, {33, 58}, {17, 20}}) {
            ResizeGeometry geometry = new ResizeGeometry(33, 57, 1, size[0], size[1], size[0], size[1], 0, 0);
            assertFewOffByOne(geometry.resizeImage(image).pixels(), naive(image, size[0], size[1]));
        }
    }

    private static byte[] naive(Image image, int height, int width) {
        byte[] result = new byte[height * width * 3];
        for (int i = 0; i < result.length; i++) {
            int row = i / 3 / width;
            double y = (row + 0.5) * image.height() / height - 0.5;
            double x = (i / 3 % width + 0.5) * image.width() / width - 0.5;
            double sum = 0;
            for (int sy = 0; sy < image.height(); sy++) {
                double wy = Math.max(0, 1 - Math.abs(sy - y));
                for (int sx = 0; wy > 0 && sx < image.width(); sx++) {
                    sum += wy * Math.max(0, 1 - Math.abs(sx - x)) * image.sample(sy, sx, i % 3);
                }
            }
            result[i] = (byte) (int) (sum + 1e-9);
        }
        return result;
    }

    @Test
    void noneRefusesOddSizes() {
        assertThat(new Resize.None().geometry(128, 192, random()).window()).containsExactly(0, 0, 128, 192);
        assertThatThrownBy(() -> new Resize.None().geometry(67, 91, random()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("67x91")
                .hasMessageContaining("64");
    }

    @Test
    void refusesImpossibleSettings() {
        assertThatThrownBy(() -> new Resize.Square(100, 100, 0)).hasMessageContaining("maxDim");
        assertThatThrownBy(() -> new Resize.Square(256, 128, 0)).hasMessageContaining("above");
        assertThatThrownBy(() -> new Resize.Pad64(100, 0)).hasMessageContaining("100");
        assertThatThrownBy(() -> new Resize.Crop(0, 0)).hasMessageContaining("minDim");
        assertThatThrownBy(() -> new Resize.Pad64(64, Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Resize.Square(0, 64, 0).apply(Image.black(1, 10_000, 3), random()))
                .hasMessageContaining("1x10000");
    }

    @Test
    void cropsStayInside() {
        SplittableRandom random = new SplittableRandom(3);
        Resize.Crop mode = new Resize.Crop(64, 0);
        for (int trial = 0; trial < 200; trial++) {
            ResizeGeometry geometry = mode.geometry(random.nextInt(10, 200), random.nextInt(10, 200), random);
            assertThat(geometry.window()).containsExactly(0, 0, 64, 64);
            int[] crop = geometry.crop();
            assertThat(crop[0]).isBetween(0, geometry.scaledHeight() - 64);
            assertThat(crop[1]).isBetween(0, geometry.scaledWidth() - 64);
        }
    }

    private static byte[] block(int height, int width, RandomGenerator random) {
        byte[] mask = new byte[height * width];
        int y1 = random.nextInt(5, height / 2);
        int x1 = random.nextInt(5, width / 2);
        for (int y = y1; y < y1 + height / 3; y++) {
            Arrays.fill(mask, y * width + x1, y * width + x1 + width / 3, (byte) 1);
        }
        return mask;
    }

    private static RandomGenerator random() {
        return new SplittableRandom(1);
    }

    /** Returns given numbers as the random numbers of a crop. */
    private static final class ChosenNumbers implements RandomGenerator {
        private final int[] numbers;
        private int drawn;

        ChosenNumbers(int... numbers) {
            this.numbers = numbers;
        }

        @Override
        public int nextInt(int bound) {
            assertThat(numbers[drawn]).isBetween(0, bound - 1);
            return numbers[drawn++];
        }

        @Override
        public long nextLong() {
            throw new AssertionError("only a crop draws, and only nextInt");
        }
    }
}
