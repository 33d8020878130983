package org.mrcnn.data.transform;

import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;

/** A change to a sample; the same random state gives the same change. Thread-safe. */
@FunctionalInterface
public interface Transform {

    /** Returns the changed sample; the given one stays as it is. */
    Sample apply(Sample sample, RandomGenerator random);

    /**
     * As {@link #apply(Sample, RandomGenerator)}, for changes that take from other images too; all others leave
     * {@code others} alone.
     *
     * @param others gives another sample of the data set at each call, drawn with {@code random}
     */
    default Sample apply(Sample sample, RandomGenerator random, Supplier<Sample> others) {
        return apply(sample, random);
    }

    /** Several changes, one after the other. */
    static Transform sequence(List<? extends Transform> transforms) {
        return new Augmenter(transforms);
    }
}
