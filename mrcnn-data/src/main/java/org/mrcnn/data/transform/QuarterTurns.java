// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.internal.mask.Symmetry;

/**
 * Rotates by 0, 90, 180 or 270 degrees, all equally likely, for images without an upright orientation, such as those from a
 * microscope or the air.
 */
record QuarterTurns() implements Augmentation {

    private static final Symmetry[] TURNS = {
        Symmetry.NONE, Symmetry.TURN_LEFT, Symmetry.TURN_AROUND, Symmetry.TURN_RIGHT
    };

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        return SampleSymmetry.apply(TURNS[random.nextInt(TURNS.length)], sample);
    }
}
