// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.geometry;

/**
 * How a region finds its features: the level that it is pooled from, and where it is sampled.
 *
 * @param coordinates units of the boxes
 * @param levels which level suits the size of a region
 * @param sampling of the maps
 */
public record RegionMap(Coordinates coordinates, LevelRule levels, Sampling sampling) {

    /** Matterport's units and levels, with that sampling. */
    public static RegionMap of(Sampling sampling) {
        return new RegionMap(Coordinates.NORMALIZED, LevelRule.ROUND, sampling);
    }

    /** The level of every region, {@link RoiLevels#MIN} to {@link RoiLevels#MAX}; sizes are those of the network's input. */
    public int[] levels(float[] boxes, int height, int width) {
        return levels == LevelRule.ROUND
                ? RoiLevels.levels(coordinates.toNormalized(boxes, height, width), height, width)
                : RoiLevels.floors(coordinates.toPixels(boxes, height, width));
    }

    /**
     * A box in the units that {@link RoiAlign} takes for this sampling.
     *
     * @param box float[4]
     * @param height of the network's input
     * @param width of the network's input
     * @param mapHeight cells of the map that is sampled
     * @param mapWidth cells of the map that is sampled
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
