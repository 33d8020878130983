// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;

/**
 * Removes the colour: all three samples become the luma of ITU-R BT.601.
 *
 * @param probability 0 to 1
 */
record Grey(double probability) implements Augmentation {

    /** Checks the probability. */
    public Grey {
        Checks.fraction("Grey.probability", probability);
    }

    /** Returns the default settings: in a tenth of the samples. */
    public static Grey defaults() {
        return new Grey(0.1);
    }

    @Override
    public boolean needsColours() {
        return true;
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        return RandomSettings.happens(probability, random)
                ? sample.withImage(Colour.saturated(sample.image(), 0))
                : sample;
    }
}
