// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.views;

import java.util.ArrayList;
import java.util.List;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.internal.image.MaskCrop;
import org.mrcnn.data.internal.mask.RleCrops;
import org.mrcnn.data.mask.Rle;

/**
 * The position of an image in a scaled view of it.
 *
 * @param top row of the view at which the image begins
 * @param left column of the view at which the image begins
 * @param down rows of the view per row of the image
 * @param across columns of the view per column of the image
 */
record Rescaling(int top, int left, double down, double across) {

    /** Converts detections from the view to an image of this size. Detections outside the image are left out. */
    Detections undo(Detections seen, int height, int width) {
        List<Detection> moved = new ArrayList<>();
        for (Detection d : seen.list()) {
            float[] box = d.box();
            float[] back = {
                clip((box[0] - top) / down, height),
                clip((box[1] - left) / across, width),
                clip((box[2] - top) / down, height),
                clip((box[3] - left) / across, width)
            };
            if (back[0] < back[2] && back[1] < back[3]) {
                moved.add(new Detection(d.classId(), d.label(), d.score(), back, mask(d.mask(), height, width)));
            }
        }
        return new Detections(height, width, moved);
    }

    private static float clip(double value, int most) {
        return (float) Math.min(most, Math.max(0, value));
    }

    /** Sets each pixel of the image's mask to the pixel of the view's mask in which its centre lies. */
    private Rle mask(Rle seen, int height, int width) {
        MaskCrop crop = RleCrops.crop(seen);
        int y1 = (int) clip(Math.floor((crop.y1() - top) / down), height);
        int x1 = (int) clip(Math.floor((crop.x1() - left) / across), width);
        int y2 = (int) clip(Math.ceil((crop.y2() - top) / down), height);
        int x2 = (int) clip(Math.ceil((crop.x2() - left) / across), width);
        byte[] pixels = new byte[(y2 - y1) * (x2 - x1)];
        for (int y = y1; y < y2; y++) {
            int row = (int) Math.floor((y + 0.5) * down) + top - crop.y1();
            for (int x = x1; x < x2; x++) {
                int column = (int) Math.floor((x + 0.5) * across) + left - crop.x1();
                if (row >= 0 && row < crop.height() && column >= 0 && column < crop.width()) {
                    pixels[(y - y1) * (x2 - x1) + x - x1] = crop.pixels()[row * crop.width() + column];
                }
            }
        }
        return RleCrops.of(new MaskCrop(y1, x1, y2, x2, pixels), height, width);
    }
}
