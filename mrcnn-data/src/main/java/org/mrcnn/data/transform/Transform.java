package org.mrcnn.data.transform;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;

/** A change to a sample; the same random state gives the same change. Thread-safe. */
@FunctionalInterface
public interface Transform {

    /** Returns the changed sample; the given one stays as it is. */
    Sample apply(Sample sample, RandomGenerator random);

    /** Several changes, one after the other. */
    static Transform sequence(List<Transform> transforms) {
        List<Transform> steps = List.copyOf(transforms);
        return (sample, random) -> {
            Sample result = sample;
            for (Transform step : steps) {
                result = step.apply(result, random);
            }
            return result;
        };
    }
}
