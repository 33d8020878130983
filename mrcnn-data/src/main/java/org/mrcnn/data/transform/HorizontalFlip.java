package org.mrcnn.data.transform;

import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;

/**
 * Swaps left and right.
 *
 * @param probability 0 to 1
 */
public record HorizontalFlip(double probability) implements Transform {
    /** Checks the probability. */
    public HorizontalFlip {
        Symmetry.requireProbability("HorizontalFlip", probability);
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        return random.nextDouble() < probability ? Symmetry.MIRROR_COLUMNS.apply(sample) : sample;
    }
}
