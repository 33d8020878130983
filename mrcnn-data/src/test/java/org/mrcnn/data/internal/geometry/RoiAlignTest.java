// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoiAlignTest {
    private static final float[] WHOLE = {0, 0, 1, 1};

    /** A 3 x 3 ramp, value = 3 y + x. */
    private static final FloatBuffer RAMP = FloatBuffer.wrap(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8});

    @Test
    void samplesCornersOfTheWholeMap() {
        float[] out = new float[4];
        RoiAlign.forward(new FeatureMap(RAMP, 0, 3, 3, 1), WHOLE, RoiGrid.square(2, Sampling.CORNERS), out, 0);
        assertThat(out).containsExactly(0, 2, 6, 8);
    }

    @Test
    void aPoolOfOneSamplesTheCentre() {
        float[] out = new float[1];
        RoiAlign.forward(
                new FeatureMap(RAMP, 0, 3, 3, 1),
                new float[] {0, 0, 0.5f, 1},
                RoiGrid.square(1, Sampling.CORNERS),
                out,
                0);
        assertThat(out).containsExactly(2.5f); // y = 0.5, x = 1
    }

    @Test
    void alignedTakesTheMeanAroundBinCentres() {
        float[] out = new float[9];
        RoiAlign.forward(new FeatureMap(RAMP, 0, 3, 3, 1), WHOLE, RoiGrid.square(3, Sampling.ALIGNED), out, 0);
        // Each bin is one cell; its four samples are at +-0.25 from the centre. Those beyond the outer centres read
        // the border cell, which shifts the border bins inwards by (0 + 0.25) / 2 = 0.125 cell.
        float[] expected = new float[9];
        float[] at = {0.125f, 1, 1.875f};
        for (int i = 0; i < 9; i++) {
            expected[i] = 3 * at[i / 3] + at[i % 3];
        }
        assertThat(out).containsExactly(expected, within(1e-6f));
    }

    @Test
    void outsideTheMapIsZero() {
        float[] out = new float[4];
        RoiAlign.forward(
                new FeatureMap(RAMP, 0, 3, 3, 1),
                new float[] {1, 0, 2, 1},
                RoiGrid.square(2, Sampling.CORNERS),
                out,
                0);
        assertThat(out).containsExactly(6, 8, 0, 0);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ADAPTIVE", "UNSHIFTED"}) // their boxes are in cells, see RegionMapTest
    void equalsNaiveLoop(Sampling sampling) {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 40; round++) {
            int h = 1 + random.nextInt(12);
            int w = 1 + random.nextInt(12);
            int c = 1 + random.nextInt(9);
            int pool = 1 + random.nextInt(6);
            float[] map = randoms(random, 5 + h * w * c);
            float[] box = randomBox(random);
            float[] out = new float[3 + pool * pool * c];
            Arrays.fill(out, 99f); // previous content must be overwritten
            RoiAlign.forward(
                    new FeatureMap(FloatBuffer.wrap(map), 5, h, w, c), box, RoiGrid.square(pool, sampling), out, 3);
            double[] expected = naive(map, 5, h, w, c, box, pool, sampling);
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) out[3 + i]).isCloseTo(expected[i], within(2e-5));
            }
            assertThat(Arrays.copyOf(out, 3)).containsOnly(99f);
        }
    }

    @Test
    void nativeAndHeapBuffersGiveTheSameBits() {
        SplittableRandom random = new SplittableRandom(77);
        float[] map = randoms(random, 8 * 9 * 16);
        FloatBuffer direct = ByteBuffer.allocateDirect(4 * map.length)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(0, map);
        float[] box = {0.1f, 0.2f, 0.9f, 0.7f};
        float[] fromHeap = new float[7 * 7 * 16];
        float[] fromDirect = new float[7 * 7 * 16];
        RoiAlign.forward(
                new FeatureMap(FloatBuffer.wrap(map), 0, 8, 9, 16),
                box,
                RoiGrid.square(7, Sampling.CORNERS),
                fromHeap,
                0);
        RoiAlign.forward(new FeatureMap(direct, 0, 8, 9, 16), box, RoiGrid.square(7, Sampling.CORNERS), fromDirect, 0);
        assertThat(fromDirect).containsExactly(fromHeap);
        assertThat(direct.position()).isZero();
    }

    /** Pooling is linear in the map, so a central difference is exact up to rounding. */
    @ParameterizedTest
    @EnumSource
    void gradientEqualsCentralDifference(Sampling sampling) {
        SplittableRandom random = new SplittableRandom(9);
        int h = 5;
        int w = 4;
        int c = 3;
        int pool = 3;
        float[][] boxes = {{0.1f, 0.15f, 0.8f, 0.9f}, {0.4f, -0.2f, 1.1f, 0.5f}, {0, 0, 1, 1}, {0.3f, 0.3f, 0.3f, 0.3f}
        };
        float[] map = randoms(random, h * w * c);
        for (float[] box : boxes) {
            float[] gradOut = randoms(random, pool * pool * c);
            float[] grad = new float[map.length];
            RoiAlign.backward(
                    new FeatureMap(FloatBuffer.wrap(grad), 0, h, w, c),
                    box,
                    RoiGrid.square(pool, sampling),
                    gradOut,
                    0);
            for (int i = 0; i < map.length; i++) {
                double numeric = (loss(map, i, 0.5f, h, w, c, box, pool, sampling, gradOut)
                        - loss(map, i, -0.5f, h, w, c, box, pool, sampling, gradOut));
                assertThat((double) grad[i]).isCloseTo(numeric, within(1e-5));
            }
        }
    }

    @Test
    void gradientsAccumulate() {
        float[] grad = new float[9];
        for (int times = 0; times < 2; times++) {
            RoiAlign.backward(
                    new FeatureMap(FloatBuffer.wrap(grad), 0, 3, 3, 1),
                    WHOLE,
                    RoiGrid.square(2, Sampling.CORNERS),
                    new float[] {1, 2, 3, 4},
                    0);
        }
        assertThat(grad).containsExactly(2, 0, 4, 0, 0, 0, 6, 0, 8);
    }

    @Test
    void gradientOfTheWholePoolEqualsItsSum() {
        float[] gradOut = new float[49 * 2];
        Arrays.fill(gradOut, 1f);
        for (Sampling sampling : Sampling.values()) {
            float[] grad = new float[20 * 20 * 2];
            float[] box = {0.2f, 0.3f, 0.7f, 0.6f};
            RoiAlign.backward(
                    new FeatureMap(FloatBuffer.wrap(grad), 0, 20, 20, 2), box, RoiGrid.square(7, sampling), gradOut, 0);
            double sum = 0;
            for (float g : grad) {
                sum += g;
            }
            assertThat(sum).as("%s", sampling).isCloseTo(98, within(1e-4));
        }
    }

    @Test
    void fractionsAreTrueShareOfTheImage() {
        float[] pixels = {0, 0, 100, 200, 10, 20, 40, 60};
        float[] fractions = RoiAlign.fractions(Boxes.normalize(pixels, 100, 200), 100, 200);
        assertThat(fractions).containsExactly(new float[] {0, 0, 1, 1, 0.1f, 0.1f, 0.4f, 0.3f}, within(1e-6f));
    }

    @Test
    void brokenInputIsNamed() {
        float[] out = new float[4];
        assertThatThrownBy(() -> RoiAlign.forward(
                        new FeatureMap(RAMP, 0, 3, 3, 1), new float[8], RoiGrid.square(2, Sampling.CORNERS), out, 0))
                .hasMessageContaining("a box of 8 floats");
        assertThatThrownBy(() -> RoiAlign.backward(
                        new FeatureMap(RAMP, 0, 0, 3, 1), WHOLE, RoiGrid.square(2, Sampling.CORNERS), out, 0))
                .hasMessageContaining("a map of 0 x 3");
    }

    @Test
    void cropReadsOutsideAsZero() {
        float[] out = new float[6];
        RoiAlign.crop(
                new PixelPlane((y, x) -> 1 + y * 2 + x, 2, 2),
                new float[] {0, -1, 1, 1},
                new RoiGrid(2, 3, Sampling.CORNERS),
                out,
                0);
        assertThat(out).containsExactly(0, 1, 2, 0, 3, 4);
    }

    private static double loss(
            float[] map,
            int changed,
            float by,
            int h,
            int w,
            int c,
            float[] box,
            int pool,
            Sampling sampling,
            float[] gradOut) {
        float[] moved = map.clone();
        moved[changed] += by;
        float[] out = new float[gradOut.length];
        RoiAlign.forward(
                new FeatureMap(FloatBuffer.wrap(moved), 0, h, w, c), box, RoiGrid.square(pool, sampling), out, 0);
        double loss = 0;
        for (int i = 0; i < out.length; i++) {
            loss += (double) out[i] * gradOut[i];
        }
        return loss;
    }

    private static double[] naive(float[] map, int offset, int h, int w, int c, float[] box, int pool, Sampling s) {
        double[] out = new double[pool * pool * c];
        int n = s == Sampling.ALIGNED ? 2 : 1;
        for (int i = 0; i < out.length; i++) {
            int channel = i % c;
            int px = i / c % pool;
            int py = i / c / pool;
            for (int sample = 0; sample < n * n; sample++) {
                double y = position(box[0], box[2], h, pool, py, sample / n, s);
                double x = position(box[1], box[3], w, pool, px, sample % n, s);
                out[i] += valueAt(map, offset, h, w, c, y, x, channel) / (n * n);
            }
        }
        return out;
    }

    /** Returns NaN for positions outside. */
    private static double position(double start, double end, int size, int pool, int bin, int sample, Sampling s) {
        if (s == Sampling.ALIGNED) {
            double from = start * size - 0.5;
            double binSize = (end - start) * size / pool;
            double at = from + binSize * (bin + (sample + 0.5) / 2);
            return at < -1 || at > size ? Double.NaN : Math.max(0, Math.min(size - 1, at));
        }
        double at =
                pool == 1 ? (start + end) / 2 * (size - 1) : (start + (end - start) * bin / (pool - 1)) * (size - 1);
        return at < 0 || at > size - 1 ? Double.NaN : at;
    }

    private static double valueAt(float[] map, int offset, int h, int w, int c, double y, double x, int channel) {
        double value = 0;
        for (int cell = 0; cell < h * w; cell++) {
            int row = cell / w;
            double weight = Math.max(0, 1 - Math.abs(y - row)) * Math.max(0, 1 - Math.abs(x - cell % w));
            value += weight > 0 ? weight * map[offset + cell * c + channel] : 0;
        }
        return value;
    }

    private static float[] randoms(SplittableRandom random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    private static float[] randomBox(SplittableRandom random) {
        float[] box = new float[4];
        for (int k = 0; k < 4; k++) {
            box[k] = (float) random.nextDouble(-0.3, 1.3); // also outside, also swapped
        }
        return box;
    }
}
