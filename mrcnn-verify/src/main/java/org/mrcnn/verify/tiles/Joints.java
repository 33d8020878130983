// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.tiles;

import java.util.List;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;

/**
 * The joints between the images of a mosaic. An object that is cut by the edge of its image is next to an unrelated image in
 * the mosaic, and next to black in the single image, so that its detection says nothing about tiles.
 */
final class Joints {

    private static final int MARGIN = 1;

    private Joints() {}

    /** Returns the same objects; those at an edge become crowds, which count neither as found nor as missed. */
    static Sample ignored(Sample truth) {
        Image image = truth.image();
        int[] ids = truth.classIds().clone();
        for (int i = 0; i < ids.length; i++) {
            if (isAtEdge(truth.masks().get(i).bounds(), image.height(), image.width())) {
                ids[i] = -Math.abs(ids[i]);
            }
        }
        return Sample.of(truth.imageId(), truth.imageName(), image, ids, truth.masks());
    }

    /** Returns the detections that touch no edge. */
    static Detections leftOut(Detections found) {
        List<Detection> inner = found.stream()
                .filter(d -> !isAtEdge(d.box(), found.height(), found.width()))
                .toList();
        return new Detections(found.height(), found.width(), inner);
    }

    private static boolean isAtEdge(float[] box, int height, int width) {
        return box[0] <= MARGIN || box[1] <= MARGIN || box[2] >= height - MARGIN || box[3] >= width - MARGIN;
    }
}
