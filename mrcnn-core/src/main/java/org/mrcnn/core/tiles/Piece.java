// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.tiles;

import java.util.List;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.data.internal.mask.RleCrops;
import org.mrcnn.data.mask.Rle;

/**
 * What one tile shows of an object.
 *
 * @param detection in pixels of the image
 * @param bounds of its mask, or its box where the mask has no pixels
 * @param isCut whether the object may continue beyond the tile
 * @param isOwned whether no other tile sees its centre better
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Piece(Detection detection, Tile tile, float[] bounds, boolean isCut, boolean isOwned) {

    /** Pixels from an edge of a tile within which a mask may have been cut off: masks are not exact. */
    private static final int MARGIN = 2;

    /** Moves a detection from its tile into the image. */
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

    /** Whether its mask has pixels, which those of other tiles can be compared with. */
    boolean isVisible() {
        return detection.mask().area() > 0;
    }

    /** Whether another tile can show the same object as this one. */
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

    /** Pixels that both show. */
    long shared(Piece other) {
        return Rle.intersection(List.of(detection.mask(), other.detection.mask()))
                .area();
    }

    /** Pixels of this one that lie in the tile of the other, which could show them as well. */
    long areaIn(Tile other) {
        return RleCrops.areaIn(detection.mask(), other.top(), other.left(), other.bottom(), other.right());
    }
}
