// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.views;

import java.util.function.Function;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.tiles.TileOptions;
import org.mrcnn.core.tiles.TiledDetection;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.RegionSource;
import org.mrcnn.data.internal.image.ResizeGeometry;

/** Overlapping tiles of the image, each enlarged to about the size of the image. Objects that the tiles cut are joined. */
record EnlargedView(double scale) implements View {

    /** Minimum side of a tile. */
    private static final int LEAST_SIDE = 64;

    @Override
    public Detections detect(Image image, Function<Image, Detections> detect) {
        int side = Math.max(LEAST_SIDE, (int) Math.ceil(Math.max(image.height(), image.width()) / scale));
        TileOptions tiles = new TileOptions(side, side / 4);
        return new TiledDetection(tile -> enlarged(tile, detect), tiles).detect(RegionSource.of(image));
    }

    private Detections enlarged(Image tile, Function<Image, Detections> detect) {
        int height = (int) Math.rint(tile.height() * scale);
        int width = (int) Math.rint(tile.width() * scale);
        Image large = ResizeGeometry.padded(tile.height(), tile.width(), scale, height, width)
                .resizeImage(tile);
        double down = (double) height / tile.height();
        double across = (double) width / tile.width();
        return new Rescaling(0, 0, down, across).undo(detect.apply(large), tile.height(), tile.width());
    }
}
