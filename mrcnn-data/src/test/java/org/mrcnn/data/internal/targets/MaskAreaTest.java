// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Coordinates;
import org.mrcnn.data.internal.mask.MaskPaste;
import org.mrcnn.data.mask.Rle;

/** Measures the mask areas of a network that learns its mask targets without error. */
class MaskAreaTest {
    private static final int SIDE = 96;
    private static final int MINI = 56;
    private static final int TARGET = 28;
    private static final int OBJECTS = 200;

    @Test
    void targetsOfWholeCellsKeepTheAreas() {
        assertThat(areaOfTargets(PooledMasks.THRESHOLDED)).isBetween(0.995, 1.005);
    }

    @Test
    void targetsReadFromCornerToCornerLoseSomeOfTheAreas() {
        assertThat(areaOfTargets(StandardRules.RULES)).isBetween(0.97, 0.99);
    }

    /**
     * Returns the ratio of the total area of ellipses, after they were targets of an RoI and pasted back, to the true area;
     * RoIs are off by a few percent.
     */
    private static double areaOfTargets(RegionRules rules) {
        DetectionTargetSettings settings = new DetectionTargetSettings(
                1, 1, 0.3f, TARGET, TARGET, true, BoxCoder.defaults(), Coordinates.NORMALIZED, false, rules);
        SplittableRandom random = new SplittableRandom(5);
        long pasted = 0;
        long all = 0;
        for (int i = 0; i < OBJECTS; i++) {
            Rle ellipse = ellipse(random);
            float[] object = ellipse.bounds();
            float[] roi = jittered(object, random);
            byte[] mini = MiniMask.minimize(ellipse.toMask(), SIDE, SIDE, object, MINI, MINI);
            GroundTruth truth = new GroundTruth(
                    new int[] {1},
                    Coordinates.NORMALIZED.fromPixels(object, SIDE, SIDE),
                    MaskStack.of(ByteBuffer.wrap(mini), 0, MINI, MINI, 1));
            float[] target = DetectionTargets.build(
                            settings, Coordinates.NORMALIZED.fromPixels(roi, SIDE, SIDE), 1, truth, random)
                    .masks();
            Rle inside = Rle.intersection(List.of(
                    ellipse, Rle.fromBox(new double[] {roi[1], roi[0], roi[3] - roi[1], roi[2] - roi[0]}, SIDE, SIDE)));
            pasted +=
                    MaskPaste.subPixel().paste(target, TARGET, roi, SIDE, SIDE).area();
            all += inside.area();
        }
        return (double) pasted / all;
    }

    private static Rle ellipse(SplittableRandom random) {
        double height = 4 + 26 * random.nextDouble();
        double width = 4 + 26 * random.nextDouble();
        double centreY = SIDE * 0.5 + random.nextDouble();
        double centreX = SIDE * 0.5 + random.nextDouble();
        byte[] mask = new byte[SIDE * SIDE];
        for (int p = 0; p < mask.length; p++) {
            int row = p / SIDE;
            double y = (row + 0.5 - centreY) / height;
            double x = (p % SIDE + 0.5 - centreX) / width;
            mask[p] = (byte) (y * y + x * x < 1 ? 1 : 0);
        }
        return Rle.of(mask, SIDE, SIDE);
    }

    private static float[] jittered(float[] box, SplittableRandom random) {
        float[] moved = new float[4];
        for (int k = 0; k < 4; k++) {
            float side = box[k % 2 + 2] - box[k % 2];
            moved[k] = Math.round(box[k] + 0.1f * side * (float) (2 * random.nextDouble() - 1));
        }
        return moved;
    }
}
