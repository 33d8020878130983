// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal;

import java.util.random.RandomGenerator;

/** Random orders (Fisher-Yates). */
public final class Shuffle {

    private Shuffle() {}

    /** Returns the numbers 0 to size - 1 in random order. */
    public static int[] permutation(int size, RandomGenerator random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
