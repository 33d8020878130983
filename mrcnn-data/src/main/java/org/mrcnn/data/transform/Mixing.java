package org.mrcnn.data.transform;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;

/** A change that brings objects of other images in, so that it must say itself how many were lost. */
public interface Mixing extends Transform {

    /** As {@link Transform#apply(Sample, RandomGenerator, Supplier)}, with what was lost. */
    Mixed mix(Sample sample, RandomGenerator random, Supplier<Sample> others);

    @Override
    default Sample apply(Sample sample, RandomGenerator random, Supplier<Sample> others) {
        return mix(sample, random, others).sample();
    }

    /** Mixes the sample with itself. */
    @Override
    default Sample apply(Sample sample, RandomGenerator random) {
        return apply(sample, random, () -> sample);
    }

    /**
     * What came out.
     *
     * @param sample the new sample
     * @param dropped objects of the images that should be in it and are not
     */
    record Mixed(Sample sample, int dropped) {}
}
