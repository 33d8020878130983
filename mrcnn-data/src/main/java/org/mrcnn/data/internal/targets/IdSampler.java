// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Picks some of many candidates: which anchors or regions a step trains on. */
@FunctionalInterface
public interface IdSampler {
    /**
     * Returns {@code count} of the ids, or all of them if there are fewer; the argument is not changed.
     *
     * @param ids candidates, ascending
     * @param count how many to keep, not negative
     */
    int[] keep(int[] ids, int count);

    /** Returns a sampler that samples without replacement, every subset and order equally likely. */
    static IdSampler random(RandomGenerator random) {
        return (ids, count) -> {
            int[] shuffled = ids.clone();
            int n = Math.min(count, ids.length);
            for (int i = 0; i < n; i++) {
                int j = random.nextInt(i, ids.length);
                int chosen = shuffled[j];
                shuffled[j] = shuffled[i];
                shuffled[i] = chosen;
            }
            return Arrays.copyOf(shuffled, n);
        };
    }
}
