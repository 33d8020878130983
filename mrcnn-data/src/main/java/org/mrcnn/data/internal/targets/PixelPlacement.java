// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import org.mrcnn.data.internal.image.ResizeGeometry;
import org.mrcnn.data.internal.mask.MaskPaste;
import org.mrcnn.data.internal.mask.WholePixelPaste;
import org.mrcnn.data.mask.Rle;

/** The placement of implementations whose boxes are in pixels: sides are scaled by the ratio of the sizes, in float32. */
public enum PixelPlacement implements Placement {
    /** With the mask pasting of Detectron2 and MMDetection. */
    SUB_PIXEL,
    /** With the mask pasting of torchvision. */
    WHOLE_PIXEL;

    @Override
    public float[] box(ResizeGeometry geometry, float[] pixels) {
        float[] box = new float[4];
        for (int k = 0; k < 4; k++) {
            boolean y = k % 2 == 0;
            int size = y ? geometry.height() : geometry.width();
            float ratio = (float) size / (y ? geometry.scaledHeight() : geometry.scaledWidth());
            float inImage = (pixels[k] - (y ? geometry.top() : geometry.left())) * ratio;
            box[k] = Math.max(0, Math.min(size, inImage));
        }
        return box;
    }

    @Override
    public MaskPaste paste() {
        return this == WHOLE_PIXEL ? WholePixelPaste.PASTE : MaskPaste.subPixel();
    }

    /** Accepts every detection, including those without pixels. */
    @Override
    public boolean isVisible(Rle mask, float[] soft) {
        return true;
    }
}
