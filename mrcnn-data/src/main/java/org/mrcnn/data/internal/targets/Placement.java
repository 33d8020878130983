// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import org.mrcnn.data.internal.image.ResizeGeometry;
import org.mrcnn.data.internal.mask.MaskPaste;
import org.mrcnn.data.mask.Rle;

/**
 * How a detection moves from the network's input to the image. The methods here are this library's own rules; a dialect
 * overrides what it does otherwise.
 */
public interface Placement {

    /**
     * The box of a detection in the image: with its fractions, cut off at the edges.
     *
     * @param geometry from the image to the network's input
     * @param box float[4] in the network's input, in its coordinates
     * @return float[4] in pixels of the image
     */
    default float[] box(ResizeGeometry geometry, float[] box) {
        return geometry.imageBox(box);
    }

    /**
     * Whether a detection is kept. One that is too small for the pixels of its image, though not for those of the network's input, has
     * a mask without pixels: nothing that could be drawn or counted.
     *
     * @param mask in the image
     * @param soft probabilities of the network, of which some are 0.5 or more unless the network itself finds no mask
     */
    default boolean isVisible(Rle mask, float[] soft) {
        if (mask.area() > 0) {
            return true;
        }
        for (float value : soft) {
            if (value >= MaskPaste.THRESHOLD) {
                return false;
            }
        }
        return true;
    }

    /** How its soft mask is put into that box. */
    default MaskPaste paste() {
        return MaskPaste.subPixel();
    }
}
