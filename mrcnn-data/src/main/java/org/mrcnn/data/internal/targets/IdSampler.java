// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Selects some of many candidates: the anchors or RoIs that a step is trained on. */
@FunctionalInterface
public interface IdSampler {
    /**
     * Returns {@code count} of the ids, or all of them if there are fewer; does not change the argument.
     *
     * @param ids candidates, ascending
     * @param count number of ids to keep, not negative
     */
    int[] keep(int[] ids, int count);

    /** Returns a sampler without replacement, with which every subset and order is equally likely. */
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
