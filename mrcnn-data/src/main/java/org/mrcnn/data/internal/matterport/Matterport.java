// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.matterport;

import java.util.BitSet;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.geometry.Sampling;
import org.mrcnn.data.internal.image.ResizeGeometry;
import org.mrcnn.data.internal.mask.MaskPaste;
import org.mrcnn.data.internal.targets.AnchorRules;
import org.mrcnn.data.internal.targets.DetectionRules;
import org.mrcnn.data.internal.targets.Placement;
import org.mrcnn.data.internal.targets.RegionRules;
import org.mrcnn.data.mask.Rle;

/**
 * The rules of Matterport's Mask R-CNN (commit 3deaec5) that differ from this library's own, including its defects. For weights
 * and results of Matterport, and for comparisons with it; docs/compatibility.md lists each rule with its setting.
 */
public enum Matterport implements AnchorRules, RegionRules, DetectionRules, Placement {
    /** All rules; a configuration uses them interface by interface. */
    RULES;

    private static final MaskPaste PASTE = new MatterportPaste();

    /** The IoU with the crowd, which is low for a small anchor within a large crowd. */
    @Override
    public double crowdShare(double intersection, double anchorArea, double crowdArea) {
        return intersection / (anchorArea + crowdArea - intersection);
    }

    /** The IoU with the crowd, as for anchors. */
    @Override
    public float crowdShare(float[] proposals, int i, float[] crowds, int j) {
        return Boxes.iou(proposals, i, crowds, j);
    }

    /** Marks all anchors: the highest IoU of the object is 0, and every anchor has that IoU, because none overlaps it. */
    @Override
    public void claimWithoutOverlap(BitSet positives, int anchors) {
        positives.set(0, anchors);
    }

    @Override
    public boolean learnsDroppedObjects() {
        return true;
    }

    /**
     * In proportion to the positives, and therefore 0 without positives; in float32, which can give one less than the exact
     * number.
     */
    @Override
    public int maxNegatives(int positives, int regions, double positiveRatio) {
        return (int) ((float) (1.0 / positiveRatio) * positives) - positives;
    }

    /** With this sampling, mask targets lose a row or column at the border of the image to rounding. */
    @Override
    public Sampling maskSampling() {
        return Sampling.CORNERS_UNCLAMPED;
    }

    /** Accepts every box, including those without area and padding. */
    @Override
    public boolean counts(float[] boxes, int i) {
        return true;
    }

    /**
     * Like {@code unmold_detections}: relative to the window, in float32, to whole pixels. A box without area becomes one of a
     * pixel.
     */
    @Override
    public float[] box(ResizeGeometry geometry, float[] normalized) {
        int[] pixels = geometry.window();
        float[] window = {pixels[0], pixels[1], pixels[2], pixels[3]};
        window = Boxes.normalize(window, geometry.outputHeight(), geometry.outputWidth());
        float[] inWindow = new float[4];
        for (int k = 0; k < 4; k++) {
            inWindow[k] = (normalized[k] - window[k % 2]) / (window[k % 2 + 2] - window[k % 2]);
        }
        return Boxes.denormalize(inWindow, geometry.height(), geometry.width());
    }

    @Override
    public MaskPaste paste() {
        return PASTE;
    }

    /** Accepts every detection, including those without pixels. */
    @Override
    public boolean isVisible(Rle mask, float[] soft) {
        return true;
    }
}
