// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import java.util.Arrays;

/** Rows of flat box arrays. */
final class ObjectBox {
    private ObjectBox() {}

    /** Box i of float[n * 4], as float[4]. */
    static float[] of(float[] boxes, int i) {
        return Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4);
    }

    /** The first boxes of float[n * 4], as many as there are up to {@code most}. */
    static float[] first(float[] boxes, int most) {
        return Arrays.copyOf(boxes, Math.min(boxes.length, 4 * most));
    }
}
