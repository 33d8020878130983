// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.tiles;

import java.util.List;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.data.internal.mask.RleCrops;
import org.mrcnn.data.mask.Rle;

/**
 * A detection in one tile: an object, or the part of it that lies in the tile.
 *
 * @param detection the detection in pixels of the image
 * @param tile the tile
 * @param bounds bounds of the mask, or the box if the mask has no pixels
 * @param isCut whether the object may continue beyond the tile
 * @param isOwned whether this tile decides on the centre of the bounds, see {@link Tile#owns}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Piece(Detection detection, Tile tile, float[] bounds, boolean isCut, boolean isOwned) {

    /** Distance in pixels from an edge of a tile within which a mask counts as cut off, because masks are not exact. */
    private static final int MARGIN = 2;

    /** Converts a detection from coordinates of its tile to those of the image. */
    static Piece of(Detection inTile, Tile tile, int height, int width) {
        float[] box = inTile.box();
        float[] moved = {box[0] + tile.top(), box[1] + tile.left(), box[2] + tile.top(), box[3] + tile.left()};
        Rle mask = RleCrops.placed(inTile.mask(), tile.top(), tile.left(), height, width);
        float[] tight = mask.bounds();
        float[] bounds = tight[2] > 0 ? tight : moved;
        Detection detection = new Detection(inTile.classId(), inTile.label(), inTile.score(), moved, mask);
        return new Piece(detection, tile, bounds, tile.cuts(bounds, MARGIN), tile.owns(bounds));
    }

    float score() {
        return detection.score();
    }

    /** Returns whether the mask has pixels, which can be compared with those of other tiles. */
    boolean isVisible() {
        return detection.mask().area() > 0;
    }

    /** Returns whether another piece can belong to the same object. */
    boolean mayMeet(Piece other) {
        float[] a = bounds;
        float[] b = other.bounds;
        return !tile.equals(other.tile)
                && detection.classId() == other.detection.classId()
                && a[0] < b[2]
                && b[0] < a[2]
                && a[1] < b[3]
                && b[1] < a[3];
    }

    /** Returns the number of pixels that both masks have. */
    long shared(Piece other) {
        return Rle.intersection(List.of(detection.mask(), other.detection.mask()))
                .area();
    }

    /** Returns the number of pixels of this mask that lie in the other tile, in which they could also be detected. */
    long areaIn(Tile other) {
        return RleCrops.areaIn(detection.mask(), other.top(), other.left(), other.bottom(), other.right());
    }
}
