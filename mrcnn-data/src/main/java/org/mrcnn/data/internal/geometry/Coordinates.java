// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

/** The units of boxes within the network: anchors, proposals, RoIs and detections. Sizes are those of the network's input. */
public enum Coordinates {
    /** The units of Matterport, see {@link Boxes#normalize}. */
    NORMALIZED,
    /** Pixels of the network's input, y2 and x2 exclusive; used by all other implementations. */
    PIXELS;

    /** Returns the box of the whole input. */
    public float[] whole(int height, int width) {
        return this == PIXELS ? new float[] {0, 0, height, width} : new float[] {0, 0, 1, 1};
    }

    /** Converts boxes in pixels to these units. */
    public float[] fromPixels(float[] pixels, int height, int width) {
        return this == PIXELS ? pixels.clone() : Boxes.normalize(pixels, height, width);
    }

    /** Converts boxes in these units to normalized boxes. */
    public float[] toNormalized(float[] boxes, int height, int width) {
        return this == PIXELS ? Boxes.normalize(boxes, height, width) : boxes;
    }

    /** Converts boxes in these units to pixels without rounding. */
    public float[] toPixels(float[] boxes, int height, int width) {
        if (this == PIXELS) {
            return boxes;
        }
        float[] pixels = new float[boxes.length];
        for (int k = 0; k < pixels.length; k++) {
            double last = ((k & 1) == 0 ? height : width) - 1;
            pixels[k] = (float) (boxes[k] * last + ((k & 2) == 0 ? 0 : 1));
        }
        return pixels;
    }
}
