// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.internal.image.MaskCrop;
import org.mrcnn.data.internal.image.Resize;
import org.mrcnn.data.internal.image.ResizedImage;
import org.mrcnn.data.mask.Rle;

/**
 * A sample in the size of the network's input.
 *
 * @param sample resized image with its remaining objects
 * @param crops the masks of these objects, cropped to their boxes, in the same order
 */
record NetworkSample(Sample sample, List<MaskCrop> crops) {

    static NetworkSample of(Sample original, Resize resize, long seed) {
        ResizedImage resized = resize.apply(original.image(), new SplittableRandom(seed));
        int[] classIds = new int[original.count()];
        List<MaskCrop> crops = new ArrayList<>();
        List<Rle> masks = new ArrayList<>();
        for (int i = 0; i < original.count(); i++) {
            MaskCrop crop =
                    resized.geometry().resizeMask(original.masks().get(i).toMask());
            if (!crop.isEmpty()) {
                int height = resized.image().height();
                int width = resized.image().width();
                classIds[crops.size()] = original.classIds()[i];
                crops.add(crop);
                masks.add(Rle.of(crop.toMask(height, width), height, width));
            }
        }
        return new NetworkSample(
                Sample.of(
                        original.imageId(),
                        original.imageName(),
                        resized.image(),
                        Arrays.copyOf(classIds, crops.size()),
                        masks),
                crops);
    }
}
