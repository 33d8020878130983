// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.tiles;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.RegionSource;

/**
 * Finds objects in images of any size, tile by tile: each object once, wherever seams cut it, and any number of them.
 *
 * <p>Memory is that of one tile, whatever the size of the image, plus its masks as run lengths: about half a kilobyte for an
 * object that is 30 pixels wide. Not more than 2<sup>31</sup> - 1 pixels, of which run lengths can count no more.
 *
 * <p>Objects that two tiles see are compared where the tiles overlap. One that a tile shows as a whole is taken from it, from
 * the tile that has it farthest from its edges if there are several. One that all tiles cut is the union of its parts.
 */
public final class TiledDetection {

    private final Function<Image, Detections> detect;
    private final TileOptions options;

    /**
     * Detection by tiles.
     *
     * @param detect finds the objects of a tile, such as {@code model::detect}; its limits of score and number apply to each tile
     */
    public TiledDetection(Function<Image, Detections> detect, TileOptions options) {
        this.detect = Objects.requireNonNull(detect, "detect");
        this.options = Objects.requireNonNull(options, "options");
    }

    /** How many tiles an image of this size has. */
    public int tiles(int height, int width) {
        return Math.multiplyExact(new TileAxis(height, options).count(), new TileAxis(width, options).count());
    }

    /**
     * Finds the objects of an image.
     *
     * @return best score first, boxes and masks in pixels of the whole image
     * @throws IllegalArgumentException if it has more than 2<sup>31</sup> - 1 pixels
     * @throws org.mrcnn.data.image.ImageException if it cannot be read
     */
    public Detections detect(RegionSource image) {
        return detect(image, done -> {});
    }

    /**
     * Like {@link #detect(RegionSource)}, and tells how far it is.
     *
     * @param progress is given the number of tiles that are done, after each
     */
    public Detections detect(RegionSource image, IntConsumer progress) {
        int height = image.height();
        int width = image.width();
        if ((long) height * width > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("an image of " + height + "x" + width + ": expected at most "
                    + Integer.MAX_VALUE + " pixels, which run lengths of masks can count; cut it into parts");
        }
        TileAxis rows = new TileAxis(height, options);
        TileAxis columns = new TileAxis(width, options);
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < rows.count() * columns.count(); i++) {
            Tile tile = new Tile(rows, columns, i / columns.count(), i % columns.count());
            Detections inTile = detect.apply(image.read(tile.top(), tile.left(), rows.size(), columns.size()));
            inTile.stream().forEach(found -> pieces.add(Piece.of(found, tile, height, width)));
            progress.accept(i + 1);
        }
        return new Detections(height, width, Seams.join(pieces));
    }
}
