// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.DialectCase;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Coordinates;

class PooledMasksTest {

    private static final int SIDE = 14;
    private static final int ROWS = 50;
    private static final int COLUMNS = 70;

    private static float[] masks(RegionRules rules, boolean mini, Coordinates coordinates, float[] object) {
        float[] regions = DialectCase.floats("target_boxes");
        int count = regions.length / 4;
        DetectionTargetSettings settings = new DetectionTargetSettings(
                count, 1, 1e-6f, SIDE, SIDE, mini, BoxCoder.defaults(), coordinates, false, rules);
        GroundTruth truth = new GroundTruth(
                new int[] {1},
                coordinates.fromPixels(object, ROWS, COLUMNS),
                MaskStack.of(ByteBuffer.wrap(DialectCase.array("target_mask").bytes()), 0, ROWS, COLUMNS, 1));
        float[] proposals = coordinates.fromPixels(regions, ROWS, COLUMNS);
        DetectionTargets targets = DetectionTargets.build(
                settings, proposals, count, truth, (ids, most) -> Arrays.copyOf(ids, ids.length));
        assertThat(targets.positives()).isEqualTo(count);
        return targets.masks();
    }

    private static final float[] WHOLE = {0, 0, ROWS, COLUMNS};

    @Test
    void averagedMasksAreThoseOfTorchvision() {
        assertThat(masks(PooledMasks.AVERAGED, false, Coordinates.PIXELS, WHOLE))
                .containsExactly(DialectCase.floats("target_averaged"), within(2e-6f));
    }

    @Test
    void thresholdedMasksAreThoseOfDetectron2() {
        byte[] expected = DialectCase.array("target_thresholded").bytes();
        float[] found = masks(PooledMasks.THRESHOLDED, false, Coordinates.PIXELS, WHOLE);
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).as("pixel %d", i).isEqualTo(expected[i]);
        }
    }

    /** The mask in a mini mask is that of the object's box, here the whole image, so that both forms are the same. */
    @Test
    void miniMasksArePooledInTheirOwnPixels() {
        assertThat(masks(PooledMasks.AVERAGED, true, Coordinates.PIXELS, WHOLE))
                .containsExactly(DialectCase.floats("target_averaged"), within(1e-4f));
    }

    @Test
    void averagesOfAPlainMaskAreItsValue() {
        DetectionTargetSettings settings = new DetectionTargetSettings(
                1, 1, 0.5f, 4, 4, false, BoxCoder.defaults(), Coordinates.PIXELS, false, PooledMasks.AVERAGED);
        float[] box = {2, 3, 22, 33};
        byte[] ones = new byte[40 * 40];
        Arrays.fill(ones, (byte) 1);
        MaskStack masks = MaskStack.of(ByteBuffer.wrap(ones), 0, 40, 40, 1);
        assertThat(build(settings, box, masks)).containsOnly(1f);
    }

    /** The object reaches the border of the image, below which there is padding without objects. */
    @Test
    void paddingIsNotPooled() {
        DetectionTargetSettings settings = new DetectionTargetSettings(
                1, 1, 0.5f, 4, 4, false, BoxCoder.defaults(), Coordinates.PIXELS, false, PooledMasks.AVERAGED);
        byte[] padded = new byte[40 * 40];
        Arrays.fill(padded, 0, 30 * 40, (byte) 1);
        float[] box = {10, 3, 30, 33};
        MaskStack masks = MaskStack.of(ByteBuffer.wrap(padded), 0, 40, 40, 1);
        assertThat(build(settings, box, masks.paddedFrom(30, 40))).containsOnly(1f);
        assertThat(build(settings, box, masks)).contains(new float[] {1, 0.9f}, within(1e-6f));
    }

    private static float[] build(DetectionTargetSettings settings, float[] box, MaskStack masks) {
        GroundTruth truth = new GroundTruth(new int[] {1}, box, masks);
        return DetectionTargets.build(settings, box, 1, truth, new SplittableRandom(1))
                .masks();
    }
}
