// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import org.mrcnn.data.internal.image.ResizeGeometry;
import org.mrcnn.data.internal.mask.MaskPaste;
import org.mrcnn.data.mask.Rle;

/**
 * How a detection is mapped from the network's input to the image. The methods here are this library's own rules; a dialect
 * overrides those that differ.
 */
public interface Placement {

    /**
     * Returns the box of a detection in the image, with its fractions, clipped to the edges.
     *
     * @param geometry mapping from the image to the network's input
     * @param box float[4] in the network's input, in its coordinates
     * @return float[4] in pixels of the image
     */
    default float[] box(ResizeGeometry geometry, float[] box) {
        return geometry.imageBox(box);
    }

    /**
     * Returns whether a detection is kept. A detection that is too small for the pixels of its image, though not for those of
     * the network's input, has a mask without pixels, which cannot be drawn or counted.
     *
     * @param mask mask in the image
     * @param soft probabilities of the network, some of which are 0.5 or more unless the network itself finds no mask
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

    /** Returns how the soft mask is pasted into the box. */
    default MaskPaste paste() {
        return MaskPaste.subPixel();
    }
}
