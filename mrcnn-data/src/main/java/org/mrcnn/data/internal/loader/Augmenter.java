// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.transform.Augmentation;
import org.mrcnn.data.transform.Transform;

/**
 * Applies transforms one after the other, and counts the objects that each of them drops and those that are lost afterwards.
 * Thread-safe.
 */
public final class Augmenter {

    private final List<Transform> steps;
    private final AtomicLongArray dropped;
    private final Map<String, Long> lostLater = new ConcurrentSkipListMap<>();

    /** Creates an augmenter with these transforms in this order; without transforms, samples do not change. */
    public Augmenter(List<? extends Transform> steps) {
        this.steps = List.copyOf(steps);
        this.dropped = new AtomicLongArray(steps.size());
    }

    /**
     * Applies all transforms.
     *
     * @param others returns other samples of the data set, for transforms that mix images
     */
    public Sample apply(Sample sample, RandomGenerator random, Supplier<Sample> others) {
        Sample result = sample;
        for (int i = 0; i < steps.size(); i++) {
            Transform step = steps.get(i);
            if (step instanceof Transform.Mixing mixing) {
                Transform.Mixed mixed = mixing.mix(result, random, others);
                dropped.addAndGet(i, mixed.dropped());
                result = mixed.sample();
            } else {
                Sample changed = step.apply(result, random);
                if (changed == null) {
                    throw new IllegalArgumentException(name(i) + ": expected the changed sample, found none (null)");
                }
                dropped.addAndGet(i, Math.max(0, result.count() - changed.count()));
                result = changed;
            }
        }
        return result;
    }

    /** Counts objects that were lost for another reason than a transform. */
    void lost(String reason, int objects) {
        if (objects > 0) {
            lostLater.merge(reason, (long) objects, Long::sum);
        }
    }

    /**
     * Returns the number of objects dropped so far by name of the transform, in the order of the transforms, followed by those
     * lost later, by reason; entries without dropped objects are left out.
     */
    public Map<String, Long> dropped() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            if (dropped.get(i) > 0) {
                counts.merge(name(i), dropped.get(i), Long::sum);
            }
        }
        lostLater.forEach((reason, count) -> counts.merge(reason, count, Long::sum));
        return Collections.unmodifiableMap(counts);
    }

    /** Returns the name in a configuration, or the name of the class; a lambda has neither and is named by its position. */
    private String name(int index) {
        Transform step = steps.get(index);
        if (step instanceof Augmentation known) {
            return known.name();
        }
        String name = step.getClass().getSimpleName();
        return step.getClass().isHidden() || name.isEmpty() ? "transform " + (index + 1) : name;
    }
}
