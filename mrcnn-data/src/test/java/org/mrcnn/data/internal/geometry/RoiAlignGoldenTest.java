// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.data.Golden;
import org.mrcnn.data.internal.npy.Npy;

/** Compares RoIAlign with {@code tf.image.crop_and_resize} and Matterport's {@code PyramidROIAlign}. */
class RoiAlignGoldenTest {
    static Iterable<Golden> crops() {
        return Golden.cases("roialign").stream()
                .filter(g -> g.name().startsWith("crop"))
                .toList();
    }

    static Iterable<Golden> pyramids() {
        return RoiLevelsTest.pyramids();
    }

    @ParameterizedTest
    @MethodSource("crops")
    void cropsMatchTensorFlow(Golden golden) {
        float[] image = golden.floats("image");
        int[] shape = golden.array("image").shape();
        float[] boxes = golden.floats("boxes");
        int[] images = golden.ints("box_indices");
        int[] outShape = golden.array("output").shape();
        float[] out = new float[Arrays.stream(outShape).reduce(1, (a, b) -> a * b)];
        float[] gradOut = golden.floats("grad_output");
        float[] grad = new float[image.length];
        int one = out.length / images.length;
        for (int i = 0; i < images.length; i++) {
            AxisSamples rows =
                    AxisSamples.of(boxes[4 * i], boxes[4 * i + 2], shape[1], outShape[1], Sampling.CORNERS_UNCLAMPED);
            AxisSamples columns = AxisSamples.of(
                    boxes[4 * i + 1], boxes[4 * i + 3], shape[2], outShape[2], Sampling.CORNERS_UNCLAMPED);
            int offset = images[i] * shape[1] * shape[2] * shape[3];
            RoiAlign.forward(new RoiAlign.Cells(map(image, offset, shape), rows, columns), out, i * one);
            RoiAlign.backward(new RoiAlign.Cells(map(grad, offset, shape), rows, columns), gradOut, i * one);
        }
        assertThat(out).containsExactly(golden.floats("output"), within(1e-5f));
        assertThat(grad).containsExactly(golden.floats("grad_image"), within(1e-5f));
    }

    @ParameterizedTest
    @MethodSource("pyramids")
    void pooledPyramidMatchesReference(Golden golden) {
        Pyramid pyramid = new Pyramid(golden);
        pyramid.run(golden, Sampling.CORNERS_UNCLAMPED);
        assertThat(pyramid.pooled).containsExactly(golden.floats("pooled"), within(1e-4f));
        for (int level = 2; level <= 5; level++) {
            float[] expected = golden.floats("grad_p" + level);
            float largest = 0;
            for (float g : expected) {
                largest = Math.max(largest, Math.abs(g));
            }
            assertThat(pyramid.grads[level - 2])
                    .as("gradient of P%d", level)
                    .containsExactly(expected, within(1e-4f * largest));
        }
    }

    @ParameterizedTest
    @MethodSource("pyramids")
    void clampingChangesOnlyTheRegionsThatLostARim(Golden golden) {
        Set<Integer> expected = new HashSet<>();
        int rois = golden.array("boxes").shape()[1];
        for (JsonNode pair : golden.params().get("rois_with_a_rim_sample_lost_to_float32")) {
            expected.add(pair.get(0).intValue() * rois + pair.get(1).intValue());
        }
        Pyramid legacy = new Pyramid(golden);
        legacy.run(golden, Sampling.CORNERS_UNCLAMPED);
        Pyramid clamped = new Pyramid(golden);
        clamped.run(golden, Sampling.CORNERS);
        int one = legacy.pooled.length / (2 * rois);
        Set<Integer> changed = new HashSet<>();
        for (int i = 0; i < legacy.pooled.length; i++) {
            if (legacy.pooled[i] != clamped.pooled[i]) {
                assertThat(legacy.pooled[i]).isZero();
                changed.add(i / one);
            }
        }
        assertThat(changed).isEqualTo(expected);
    }

    private static FeatureMap map(float[] maps, int offset, int[] shape) {
        return new FeatureMap(FloatBuffer.wrap(maps), offset, shape[1], shape[2], shape[3]);
    }

    /** The four maps of two images, and the pooled values of all RoIs of a case. */
    private static final class Pyramid {
        private final float[][] maps = new float[4][];
        private final float[][] grads = new float[4][];
        private final int[][] shapes = new int[4][];
        private final float[] pooled;

        Pyramid(Golden golden) {
            for (int k = 0; k < 4; k++) {
                Npy map = golden.array("p" + (k + 2));
                maps[k] = map.floats();
                grads[k] = new float[maps[k].length];
                shapes[k] = map.shape();
            }
            pooled = new float[golden.floats("pooled").length];
        }

        void run(Golden golden, Sampling sampling) {
            float[] boxes = golden.floats("boxes");
            float[] gradOut = golden.floats("grad_output");
            int pool = golden.params().get("pool").intValue();
            int height = golden.params().at("/image_shape/0").intValue();
            int width = golden.params().at("/image_shape/1").intValue();
            int n = boxes.length / 4;
            int one = pooled.length / n;
            for (int i = 0; i < n; i++) {
                int k = RoiLevels.level(boxes, i, height, width) - 2;
                int h = shapes[k][1];
                int w = shapes[k][2];
                int c = shapes[k][3];
                int offset = i / (n / 2) * h * w * c;
                float[] box = Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4);
                FloatBuffer map = FloatBuffer.wrap(maps[k]);
                FloatBuffer grad = FloatBuffer.wrap(grads[k]);
                RoiAlign.forward(
                        new FeatureMap(map, offset, h, w, c), box, RoiGrid.square(pool, sampling), pooled, i * one);
                RoiAlign.backward(
                        new FeatureMap(grad, offset, h, w, c), box, RoiGrid.square(pool, sampling), gradOut, i * one);
            }
        }
    }
}
