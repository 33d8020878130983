// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.geometry.Sampling;

/**
 * The rules in which implementations of Mask R-CNN differ when they select the RoIs to train on. The methods here are this
 * library's own rules; a dialect overrides those that differ.
 */
public interface RegionRules {

    /**
     * Returns the fraction of proposal {@code i} in crowd {@code j}, from which {@link DetectionTargets} decides whether it is
     * trained on.
     */
    default float crowdShare(float[] proposals, int i, float[] crowds, int j) {
        return Boxes.intersectionOverArea(proposals, i, crowds, j);
    }

    /**
     * Returns the number of negatives for this number of positives: they fill all remaining places.
     *
     * @param regions total number of places
     * @param positiveRatio maximum fraction of places for positives
     */
    default int maxNegatives(int positives, int regions, double positiveRatio) {
        return regions - positives;
    }

    /** Returns where the mask of an object is sampled for the target of an RoI. */
    default Sampling maskSampling() {
        return Sampling.CORNERS;
    }

    /**
     * Returns the part of the mask for an RoI if {@link #maskSampling} uses pixels: the RoI itself.
     *
     * @param pixels float[4], the RoI in pixels of the mask
     */
    default float[] maskBox(float[] pixels) {
        return pixels;
    }

    /**
     * Returns the value of a pixel of a mask target: 0 or 1, whichever is nearer.
     *
     * @param share value sampled from the object's mask, 0 to 1
     */
    default float maskValue(float share) {
        return (float) Math.rint(share);
    }
}
