// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.geometry.Sampling;

/**
 * What implementations of Mask R-CNN do differently when they choose the regions to train on. The methods here are this
 * library's own rules; a dialect overrides what it does otherwise.
 */
public interface RegionRules {

    /** The share of proposal {@code i} in crowd {@code j}, by which {@link DetectionTargets} decides whether it trains. */
    default float crowdShare(float[] proposals, int i, float[] crowds, int j) {
        return Boxes.intersectionOverArea(proposals, i, crowds, j);
    }

    /**
     * How many negatives go with that many positives: they fill all places left.
     *
     * @param regions places in all
     * @param positiveRatio share of the places that positives may take
     */
    default int maxNegatives(int positives, int regions, double positiveRatio) {
        return regions - positives;
    }

    /** Where the mask of an object is read for the target of a region. */
    default Sampling maskSampling() {
        return Sampling.CORNERS;
    }

    /**
     * What of the mask a region sees, where {@link #maskSampling} takes pixels: the region itself.
     *
     * @param pixels float[4], the region in pixels of the mask
     */
    default float[] maskBox(float[] pixels) {
        return pixels;
    }

    /**
     * A pixel of the target of a mask: 0 or 1, which is nearer.
     *
     * @param share what was read of the object's mask, 0 to 1
     */
    default float maskValue(float share) {
        return (float) Math.rint(share);
    }
}
