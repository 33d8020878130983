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
}
