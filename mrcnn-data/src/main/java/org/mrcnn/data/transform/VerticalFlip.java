package org.mrcnn.data.transform;

import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;

/**
 * Swaps top and bottom.
 *
 * @param probability 0 to 1
 */
public record VerticalFlip(double probability) implements Transform {
    /** Checks the probability. */
    public VerticalFlip {
        Symmetry.requireProbability("VerticalFlip", probability);
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        return random.nextDouble() < probability ? Symmetry.MIRROR_ROWS.apply(sample) : sample;
    }
}
