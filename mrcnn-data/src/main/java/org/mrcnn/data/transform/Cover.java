// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.transform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.mask.RleCrops;
import org.mrcnn.data.mask.Rle;

/** Removes covered pixels from the objects behind. */
final class Cover {

    private Cover() {}

    /**
     * Returns the sample with another image, and its masks without the covered pixels.
     *
     * @param minVisible objects with less than this fraction of their area left are dropped
     */
    static Sample apply(Sample sample, Image image, Rle covered, double minVisible) {
        float[] front = covered.bounds();
        int[] classIds = new int[sample.count()];
        List<Rle> masks = new ArrayList<>();
        for (int i = 0; i < classIds.length; i++) {
            Rle mask = sample.masks().get(i);
            Rle rest = overlap(front, sample.boxes(), 4 * i) ? RleCrops.minus(mask, covered) : mask;
            if (Geometry.isVisible(rest.area(), (double) mask.area(), minVisible)) {
                classIds[masks.size()] = sample.classIds()[i];
                masks.add(rest);
            }
        }
        return Geometry.with(sample, image, Arrays.copyOf(classIds, masks.size()), masks);
    }

    private static boolean overlap(float[] a, float[] b, int i) {
        return a[0] < b[i + 2] && b[i] < a[2] && a[1] < b[i + 3] && b[i + 1] < a[3];
    }
}
