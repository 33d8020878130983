// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import java.util.Arrays;
import org.mrcnn.data.internal.geometry.Boxes;
import org.mrcnn.data.internal.image.MaskCrop;

/**
 * Masks cropped to their object's box and scaled to a small fixed size, which saves most of the memory of a batch.
 *
 * <p>The results are those of Matterport's {@code minimize_mask} and {@code expand_mask}, as described in {@link
 * MaskCrop#minimize}, which should be called directly if the mask is already cropped.
 */
public final class MiniMask {
    private MiniMask() {}

    /**
     * Crops and scales a mask.
     *
     * @param mask byte[h * w] of 0 and 1, row-major
     * @param box float[4], whole pixels inside the image, not empty
     * @return byte[mh * mw] of 0 and 1
     */
    public static byte[] minimize(byte[] mask, int h, int w, float[] box, int mh, int mw) {
        requireLength("mask", mask, h, w);
        return MaskCrop.cut(mask, w, requireInside(box, h, w)).minimize(mh, mw);
    }

    /**
     * Scales a mini mask back to its box in an image; the inverse of {@link #minimize}, except for lost detail.
     *
     * @param mini byte[mh * mw] of 0 and 1
     * @param box float[4], whole pixels inside the image, not empty
     * @return byte[h * w] of 0 and 1
     */
    public static byte[] expand(byte[] mini, int mh, int mw, float[] box, int h, int w) {
        requireLength("mini mask", mini, mh, mw);
        int[] pixels = requireInside(box, h, w);
        byte[] scaled = new MaskCrop(0, 0, mh, mw, mini).minimize(pixels[2] - pixels[0], pixels[3] - pixels[1]);
        return new MaskCrop(pixels[0], pixels[1], pixels[2], pixels[3], scaled).toMask(h, w);
    }

    private static int[] requireInside(float[] box, int h, int w) {
        if (Boxes.count(box) != 1) {
            throw new IllegalArgumentException("a mini mask has one box of 4 floats, found " + box.length);
        }
        int[] pixels = new int[4];
        for (int k = 0; k < 4; k++) {
            pixels[k] = (int) Math.rint(box[k]);
        }
        boolean inside = pixels[0] >= 0 && pixels[1] >= 0 && pixels[2] <= h && pixels[3] <= w;
        if (!inside || pixels[0] >= pixels[2] || pixels[1] >= pixels[3]) {
            throw new IllegalArgumentException("a mini mask needs a box with area inside the image of " + h + " x " + w
                    + " pixels, found " + Arrays.toString(box) + "; drop empty objects before");
        }
        return pixels;
    }

    private static void requireLength(String name, byte[] mask, int h, int w) {
        if (mask.length != h * w) {
            throw new IllegalArgumentException(
                    name + " of " + h + " x " + w + " pixels must have " + h * w + " bytes, found " + mask.length);
        }
    }
}
