// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

/**
 * How the features of an RoI are found: the level that it is pooled from, and where this level is sampled.
 *
 * @param coordinates units of the boxes
 * @param levels rule by which the size of an RoI determines its level
 * @param sampling sampling of the maps
 */
public record RegionMap(Coordinates coordinates, LevelRule levels, Sampling sampling) {

    /** Returns Matterport's units and levels with this sampling. */
    public static RegionMap of(Sampling sampling) {
        return new RegionMap(Coordinates.NORMALIZED, LevelRule.ROUND, sampling);
    }

    /**
     * Returns the level of every RoI, {@link RoiLevels#MIN} to {@link RoiLevels#MAX}; height and width are those of the
     * network's input.
     */
    public int[] levels(float[] boxes, int height, int width) {
        return levels == LevelRule.ROUND
                ? RoiLevels.levels(coordinates.toNormalized(boxes, height, width), height, width)
                : RoiLevels.floors(coordinates.toPixels(boxes, height, width));
    }

    /**
     * Returns a box in the units that {@link RoiAlign} requires for this sampling.
     *
     * @param box float[4]
     * @param height height of the network's input
     * @param width width of the network's input
     * @param mapHeight rows of the map that is sampled
     * @param mapWidth columns of the map that is sampled
     */
    public float[] box(float[] box, int height, int width, int mapHeight, int mapWidth) {
        return switch (sampling) {
            case CORNERS, CORNERS_UNCLAMPED -> coordinates.toNormalized(box, height, width);
            case ALIGNED -> RoiAlign.fractions(coordinates.toNormalized(box, height, width), height, width);
            case ADAPTIVE, UNSHIFTED ->
                cells(coordinates.toPixels(box, height, width), (float) mapHeight / height, (float) mapWidth / width);
        };
    }

    private static float[] cells(float[] pixels, float scaleY, float scaleX) {
        return new float[] {pixels[0] * scaleY, pixels[1] * scaleX, pixels[2] * scaleY, pixels[3] * scaleX};
    }
}
