// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.mask;

/**
 * Like {@code paste_masks_in_image} of torchvision: adds a border of zeros to the mask, expands the box accordingly, truncates
 * it to whole pixels in float32, and resizes the mask to them. Pixels above 0.5 belong to the mask.
 */
public final class WholePixelPaste extends MaskPaste {

    /** The only instance. */
    public static final WholePixelPaste PASTE = new WholePixelPaste();

    private WholePixelPaste() {}

    /** Returns the box of the mask without its border: the whole pixels minus the border. */
    @Override
    protected double[] edges(float[] box, int side) {
        float growth = (float) ((side + 2.0) / side);
        double[] edges = new double[4];
        for (int axis = 0; axis < 2; axis++) {
            float half = (box[axis + 2] - box[axis]) * 0.5f * growth;
            float centre = (box[axis + 2] + box[axis]) * 0.5f;
            long first = (long) (centre - half);
            long pixels = Math.max(1, (long) (centre + half) - first + 1);
            double border = pixels / (side + 2.0);
            edges[axis] = first + border;
            edges[axis + 2] = first + pixels - border;
        }
        return edges;
    }

    @Override
    protected boolean isOn(float probability) {
        return probability > THRESHOLD;
    }
}
