// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

import java.util.random.RandomGenerator;

/** Random boxes for property tests. */
public final class RandomBoxes {
    private RandomBoxes() {}

    /** Returns {@code float[n * 4]}: boxes of positive size inside a square of the given side. */
    public static float[] inside(RandomGenerator random, int n, float side) {
        float[] boxes = new float[4 * n];
        for (int i = 0; i < n; i++) {
            for (int axis = 0; axis < 2; axis++) {
                float size = side * (0.02f + 0.5f * random.nextFloat() * random.nextFloat());
                float start = (side - size) * random.nextFloat();
                boxes[4 * i + axis] = start;
                boxes[4 * i + axis + 2] = start + size;
            }
        }
        return boxes;
    }
}
