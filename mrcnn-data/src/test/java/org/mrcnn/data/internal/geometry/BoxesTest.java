// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.Golden;
import org.mrcnn.data.internal.npy.Npy;

class BoxesTest {
    private static final float[] UNIT_PAIR = {0, 0, 2, 2, 1, 1, 3, 3};

    @Test
    void overlapOfTwoShiftedSquares() {
        assertThat(Boxes.area(UNIT_PAIR, 0)).isEqualTo(4f);
        assertThat(Boxes.iou(UNIT_PAIR, 0, UNIT_PAIR, 1)).isEqualTo(1f / 7f);
        assertThat(Boxes.intersectionOverArea(UNIT_PAIR, 0, UNIT_PAIR, 1)).isEqualTo(0.25f);
    }

    @Test
    void boxInsideLargeCrowdHasSmallIouButFullShare() {
        float[] small = {10, 10, 20, 20};
        float[] crowd = {0, 0, 1000, 1000};
        assertThat(Boxes.iou(small, 0, crowd, 0)).isEqualTo(1e-4f);
        assertThat(Boxes.intersectionOverArea(small, 0, crowd, 0)).isEqualTo(1f);
    }

    @Test
    void boxesWithoutAreaOverlapNothing() {
        float[] boxes = {0, 0, 2, 2, 1, 1, 1, 2, 0, 0, 0, 0};
        assertThat(Boxes.iou(boxes, 0, boxes, 1)).isZero();
        assertThat(Boxes.iou(boxes, 2, boxes, 2)).isZero();
        assertThat(Boxes.intersectionOverArea(boxes, 1, boxes, 0)).isZero();
    }

    @Test
    void iouMatchesReference() {
        Golden golden = new Golden("overlaps", "boxes");
        float[] expected = golden.floats("iou");
        float[] expectedFloat32 = golden.floats("iou_graph");
        float[] actual = Boxes.iouMatrix(golden.floats("boxes1"), golden.floats("boxes2"));
        assertThat(actual).containsExactly(expected, within(1e-6f));
        assertThat(actual).containsExactly(expectedFloat32, within(1e-5f));
    }

    @Test
    void iouIsSymmetricAndBetweenZeroAndOne() {
        SplittableRandom random = new SplittableRandom(5);
        float[] boxes = RandomBoxes.inside(random, 60, 100);
        for (int i = 0; i < 60; i++) {
            assertThat(Boxes.iou(boxes, i, boxes, i)).isEqualTo(1f);
            for (int j = 0; j < 60; j++) {
                float iou = Boxes.iou(boxes, i, boxes, j);
                assertThat(iou).isBetween(0f, 1f).isEqualTo(Boxes.iou(boxes, j, boxes, i));
                assertThat(Boxes.intersectionOverArea(boxes, i, boxes, j)).isGreaterThanOrEqualTo(iou);
            }
        }
    }

    @Test
    void clipMovesCornersIntoWindow() {
        Golden golden = new Golden("overlaps", "deltas");
        float[] clipped = Boxes.clip(golden.floats("applied"), golden.floats("window"));
        assertThat(clipped).containsExactly(golden.floats("clipped"), within(1e-5f));
        assertThat(Boxes.clip(new float[] {-1, 5, 3, 20}, new float[] {0, 6, 2, 10}))
                .containsExactly(0, 6, 2, 10);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void normalisedCoordinatesMatchReference(int shape) {
        Golden golden = new Golden("resize", "norm_boxes");
        int height = golden.params().at("/shapes/" + shape + "/0").intValue();
        int width = golden.params().at("/shapes/" + shape + "/1").intValue();
        assertThat(Boxes.normalize(golden.floats("boxes" + shape), height, width))
                .containsExactly(golden.floats("norm" + shape), within(2e-7f));
        assertThat(Boxes.denormalize(golden.floats("norm_in" + shape), height, width))
                .containsExactly(golden.floats("denorm" + shape));
    }

    @Test
    void normaliseAndBackIsIdentityOnPixels() {
        float[] boxes = RandomBoxes.inside(new SplittableRandom(6), 200, 640);
        for (int k = 0; k < boxes.length; k++) {
            boxes[k] = (float) Math.rint(boxes[k]);
        }
        assertThat(Boxes.denormalize(Boxes.normalize(boxes, 640, 480), 640, 480))
                .containsExactly(boxes);
    }

    @Test
    void boxesOfMasksMatchReference() {
        Golden golden = new Golden("resize", "extract_bboxes");
        Npy masks = golden.array("masks");
        int[] shape = masks.shape();
        float[] expected = golden.floats("boxes");
        for (int n = 0; n < shape[2]; n++) {
            byte[] mask = channel(masks.bytes(), shape[2], n);
            float[] box = Boxes.fromMask(mask, shape[0], shape[1]);
            assertThat(box).as("mask %d", n).containsExactly(row(expected, n));
        }
    }

    @Test
    void maskOfOnePixelInTheCorner() {
        assertThat(Boxes.fromMask(new byte[] {0, 0, 0, 0, 0, -1}, 2, 3)).containsExactly(1, 2, 2, 3);
    }

    @Test
    void brokenInputIsNamed() {
        assertThatThrownBy(() -> Boxes.count(new float[5])).hasMessageContaining("5 floats");
        assertThatThrownBy(() -> Boxes.clip(new float[4], new float[3])).hasMessageContaining("window");
        assertThatThrownBy(() -> Boxes.normalize(new float[4], 1, 10)).hasMessageContaining("1 x 10");
        assertThatThrownBy(() -> Boxes.fromMask(new byte[5], 2, 3)).hasMessageContaining("6 bytes, found 5");
    }

    private static byte[] channel(byte[] values, int channels, int channel) {
        byte[] one = new byte[values.length / channels];
        for (int p = 0; p < one.length; p++) {
            one[p] = values[p * channels + channel];
        }
        return one;
    }

    private static float[] row(float[] boxes, int i) {
        return Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4);
    }
}
