// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import java.util.Arrays;

/** Access to rows of flat box arrays. */
final class ObjectBox {
    private ObjectBox() {}

    /** Returns box i of float[n * 4], as float[4]. */
    static float[] of(float[] boxes, int i) {
        return Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4);
    }

    /** Returns at most the first {@code most} boxes of float[n * 4]. */
    static float[] first(float[] boxes, int most) {
        return Arrays.copyOf(boxes, Math.min(boxes.length, 4 * most));
    }
}
