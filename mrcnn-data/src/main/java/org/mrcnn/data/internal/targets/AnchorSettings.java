// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import java.util.Arrays;
import org.mrcnn.data.internal.geometry.Coordinates;

/**
 * Sizes and positions of the anchors.
 *
 * @param scales sides in pixels of the square anchors, the same number for each pyramid level, finest first
 * @param ratios width / height of the anchors in each cell
 * @param strides one per level: pixels of the image per cell of the feature map
 * @param anchorStride cells between anchors, 1 for an anchor in every cell
 * @param wholePixels whether corners and the steps between anchors are rounded to whole pixels, as in torchvision
 * @param scalesOutermost whether the anchors of a cell are ordered by scale, then ratio; otherwise by ratio, then scale
 * @param coordinates coordinates of the anchors in the network
 */
@SuppressWarnings("ArrayRecordComponent") // copied on input and output, compared by value
public record AnchorSettings(
        float[] scales,
        float[] ratios,
        int[] strides,
        int anchorStride,
        boolean wholePixels,
        boolean scalesOutermost,
        Coordinates coordinates) {
    /** Checks and copies the values. */
    public AnchorSettings {
        scales = scales.clone();
        ratios = ratios.clone();
        strides = strides.clone();
        if (scales.length == 0 || strides.length == 0 || scales.length % strides.length != 0) {
            throw new IllegalArgumentException("anchors need one scale a level, or as many for each: found scales "
                    + Arrays.toString(scales)
                    + " and strides " + Arrays.toString(strides));
        }
        requirePositive("scales", scales);
        requirePositive("ratios", ratios);
        if (ratios.length == 0 || Arrays.stream(strides).anyMatch(s -> s < 1) || anchorStride < 1) {
            throw new IllegalArgumentException(
                    "anchors need at least one ratio and strides of at least 1, found ratios "
                            + Arrays.toString(ratios) + ", strides " + Arrays.toString(strides) + ", anchorStride "
                            + anchorStride);
        }
    }

    /** Creates settings of normalized anchors without rounding, ordered by ratio, then scale. */
    public AnchorSettings(float[] scales, float[] ratios, int[] strides, int anchorStride) {
        this(scales, ratios, strides, anchorStride, false, false, Coordinates.NORMALIZED);
    }

    /** Returns Matterport's default: scales 32 to 512, ratios 0.5, 1, 2, strides 4 to 64, an anchor in every cell. */
    public static AnchorSettings defaults() {
        return new AnchorSettings(
                new float[] {32, 64, 128, 256, 512}, new float[] {0.5f, 1, 2}, new int[] {4, 8, 16, 32, 64}, 1);
    }

    /** Returns a copy. */
    @Override
    public float[] scales() {
        return scales.clone();
    }

    /** Returns the sides of the square anchors of a level. */
    public float[] scales(int level) {
        int each = scales.length / strides.length;
        return Arrays.copyOfRange(scales, level * each, (level + 1) * each);
    }

    /** Returns the number of anchors per cell. */
    public int perCell() {
        return ratios.length * (scales.length / strides.length);
    }

    /** Returns a copy. */
    @Override
    public float[] ratios() {
        return ratios.clone();
    }

    /** Returns a copy. */
    @Override
    public int[] strides() {
        return strides.clone();
    }

    private static void requirePositive(String name, float[] values) {
        for (float value : values) {
            if (!(value > 0) || Float.isInfinite(value)) {
                throw new IllegalArgumentException(
                        "anchor " + name + " must be positive and finite, found " + Arrays.toString(values));
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AnchorSettings that
                && Arrays.equals(scales, that.scales)
                && Arrays.equals(ratios, that.ratios)
                && Arrays.equals(strides, that.strides)
                && anchorStride == that.anchorStride
                && wholePixels == that.wholePixels
                && scalesOutermost == that.scalesOutermost
                && coordinates == that.coordinates;
    }

    @Override
    public int hashCode() {
        return ((Arrays.hashCode(scales) * 31 + Arrays.hashCode(ratios)) * 31 + Arrays.hashCode(strides)) * 31
                + anchorStride
                + Boolean.hashCode(wholePixels) * 31
                + Boolean.hashCode(scalesOutermost) * 17
                + coordinates.hashCode();
    }

    @Override
    public String toString() {
        return "AnchorSettings[scales=" + Arrays.toString(scales) + ", ratios=" + Arrays.toString(ratios) + ", strides="
                + Arrays.toString(strides) + ", anchorStride=" + anchorStride + ", wholePixels=" + wholePixels
                + ", scalesOutermost=" + scalesOutermost + ", coordinates=" + coordinates + "]";
    }
}
