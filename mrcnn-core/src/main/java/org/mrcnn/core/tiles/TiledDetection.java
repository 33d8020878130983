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
 * Detects objects in large images tile by tile. An object that lies on the seams of tiles is returned once, and the number of
 * objects is not limited.
 *
 * <p>The memory needed is that of one tile, for any image size, plus the run-length encoded masks: about half a kilobyte for an
 * object 30 pixels wide. An image may have at most 2<sup>31</sup> - 1 pixels, because run lengths cannot count more.
 *
 * <p>Objects found in two tiles are compared where the tiles overlap. An object that lies completely within a tile is taken
 * from that tile; if there are several, from the one whose edges are farthest from it. An object that no tile contains
 * completely is the union of its parts.
 */
public final class TiledDetection {

    private final Function<Image, Detections> detect;
    private final TileOptions options;

    /**
     * Creates a detector that applies {@code detect} to each tile.
     *
     * @param detect detects the objects in a tile, for example {@code model::detect}; its limits on score and number apply to
     *     each tile
     */
    public TiledDetection(Function<Image, Detections> detect, TileOptions options) {
        this.detect = Objects.requireNonNull(detect, "detect");
        this.options = Objects.requireNonNull(options, "options");
    }

    /** Returns the number of tiles of an image of this size in pixels. */
    public int tiles(int height, int width) {
        return Math.multiplyExact(new TileAxis(height, options).count(), new TileAxis(width, options).count());
    }

    /**
     * Detects the objects in an image.
     *
     * @return the objects, highest score first; boxes and masks are in pixels of the whole image
     * @throws IllegalArgumentException if the image has more than 2<sup>31</sup> - 1 pixels
     * @throws org.mrcnn.data.image.ImageException if the image cannot be read
     */
    public Detections detect(RegionSource image) {
        return detect(image, done -> {});
    }

    /**
     * Like {@link #detect(RegionSource)}, and reports progress.
     *
     * @param progress receives the number of completed tiles after each tile
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
