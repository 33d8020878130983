// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.views;

import java.util.function.Function;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.image.ResizeGeometry;

/**
 * The reduced image in the middle of a black image of the original size, so that a model that resizes images does not undo the
 * reduction.
 */
record ShrunkView(double scale) implements View {

    @Override
    public Detections detect(Image image, Function<Image, Detections> detect) {
        int height = image.height();
        int width = image.width();
        ResizeGeometry geometry = ResizeGeometry.padded(height, width, scale, height, width);
        Detections seen = detect.apply(geometry.resizeImage(image));
        int[] window = geometry.window();
        double down = (double) (window[2] - window[0]) / height;
        double across = (double) (window[3] - window[1]) / width;
        return new Rescaling(window[0], window[1], down, across).undo(seen, height, width);
    }
}
