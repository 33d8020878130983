// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.detect;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.mrcnn.data.mask.Rle;

/**
 * An object detected in an image. Immutable.
 *
 * @param classId index of the class in the model's labels, 1 or more (0 is the background)
 * @param label name of the class
 * @param score confidence, 0 to 1
 * @param box y1, x1, y2, x2 in pixels of the original image, y2 and x2 exclusive; the array is copied
 * @param mask mask of the object, in the size of the original image
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, and compared by content
public record Detection(int classId, String label, float score, float[] box, Rle mask) {

    /** Checks the values. */
    public Detection {
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(mask, "mask");
        if (classId < 1) {
            throw new IllegalArgumentException(
                    "classId of a detection is " + classId + ", expected 1 or more: 0 is background");
        }
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("score of a detection is " + score + ", expected 0 to 1");
        }
        if (!isBox(box)) {
            throw new IllegalArgumentException("box of a detection is " + Arrays.toString(box)
                    + ", expected finite y1, x1, y2, x2 with y1 < y2 and x1 < x2");
        }
        box = box.clone();
    }

    private static boolean isBox(float... box) {
        return box.length == 4
                && Float.isFinite(box[0] + box[1] + box[2] + box[3])
                && box[0] < box[2]
                && box[1] < box[3];
    }

    /** Returns a copy of the box: y1, x1, y2, x2 in pixels of the original image. */
    @Override
    public float[] box() {
        return box.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Detection d
                && classId == d.classId
                && label.equals(d.label)
                && Float.compare(score, d.score) == 0
                && Arrays.equals(box, d.box)
                && mask.equals(d.mask);
    }

    @Override
    public int hashCode() {
        return Objects.hash(classId, label, score, Arrays.hashCode(box), mask);
    }

    /** Returns a readable description, such as {@code cell 0.98 at y1 12.0, x1 30.5, y2 40.0, x2 61.2, 612 pixels}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s %.2f at y1 %.1f, x1 %.1f, y2 %.1f, x2 %.1f, %d pixels",
                label,
                score,
                box[0],
                box[1],
                box[2],
                box[3],
                mask.area());
    }
}
