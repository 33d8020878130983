// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

/** The pyramid level that an RoI is pooled from (Feature Pyramid Networks, Lin et al. 2017, equation 1). */
public final class RoiLevels {
    /** The finest level, P2, stride 4. */
    public static final int MIN = 2;

    /** The coarsest level, P5, stride 32. */
    public static final int MAX = 5;

    private static final float CANONICAL_SIZE = 224f;
    private static final int CANONICAL_LEVEL = 4;
    /** A value that is below an integer by at most this counts as that integer. */
    public static final float BELOW = 1e-6f;

    private static final float LOG_2 = (float) Math.log(2.0);

    private RoiLevels() {}

    /**
     * Returns the level of an RoI: 4 + round(log2(sqrt(area in pixels) / 224)), limited to 2..5.
     *
     * <p>Like Matterport and unlike the paper, which rounds down, it rounds to nearest, halves to even, in float32. An RoI with
     * zero or negative area has level 2; such an RoI is padding.
     *
     * @param boxes float[n * 4], normalized
     * @param i index of the box
     * @param imageHeight height of the network's input in pixels
     * @param imageWidth width of the network's input in pixels
     */
    public static int level(float[] boxes, int i, int imageHeight, int imageWidth) {
        int k = 4 * i;
        float area = (boxes[k + 2] - boxes[k]) * (boxes[k + 3] - boxes[k + 1]);
        if (!(area > 0)) {
            return MIN;
        }
        float unit = CANONICAL_SIZE / (float) Math.sqrt((float) imageHeight * imageWidth);
        float log2 = (float) Math.log((float) Math.sqrt(area) / unit) / LOG_2;
        int level = CANONICAL_LEVEL + (int) Math.rint(log2);
        return Math.max(MIN, Math.min(MAX, level));
    }

    /**
     * Returns the level of every RoI: floor(4 + log2(sqrt(area) / 224)), limited to 2..5, in float32. As in torchvision, a
     * value up to 1e-6 below an integer counts as that integer.
     *
     * @param pixels float[n * 4], pixels of the network's input
     */
    public static int[] floors(float[] pixels) {
        int[] levels = new int[Boxes.count(pixels)];
        for (int i = 0; i < levels.length; i++) {
            int k = 4 * i;
            float side = (float) Math.sqrt((pixels[k + 3] - pixels[k + 1]) * (pixels[k + 2] - pixels[k]));
            float log2 = (float) (Math.log((double) (side / CANONICAL_SIZE)) / Math.log(2.0));
            double level = Math.floor(CANONICAL_LEVEL + log2 + BELOW);
            levels[i] = (int) Math.max(MIN, Math.min(MAX, level));
        }
        return levels;
    }

    /** Returns the level of every RoI, {@code int[n]}; see {@link #level}. */
    public static int[] levels(float[] boxes, int imageHeight, int imageWidth) {
        int[] levels = new int[Boxes.count(boxes)];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = level(boxes, i, imageHeight, imageWidth);
        }
        return levels;
    }
}
