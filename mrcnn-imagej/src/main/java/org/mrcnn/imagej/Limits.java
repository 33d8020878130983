// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.imagej;

import org.mrcnn.core.detect.Detections;

/**
 * Which of the detected objects are kept.
 *
 * @param threshold the smallest score, 0 to 1
 * @param shared the largest share of the smaller object's pixels that two objects may have in common, 0 to 1; 1 keeps all objects
 */
record Limits(double threshold, double shared) {

    /** Scores of at least 0.5; objects may overlap. */
    static final Limits DEFAULTS = new Limits(0.5, 1);

    /** Checks the ranges. */
    Limits {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold: expected a score from 0 to 1, found " + threshold);
        }
        if (!(shared >= 0 && shared <= 1)) {
            throw new IllegalArgumentException("shared: expected a number from 0 to 1, found " + shared);
        }
    }

    /** Returns the objects that are kept, in the same order. */
    Detections apply(Detections found) {
        Detections above = found.atLeast(threshold);
        return shared < 1 ? above.withoutOverlaps(shared) : above;
    }
}
