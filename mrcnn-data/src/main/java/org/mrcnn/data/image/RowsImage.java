// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.awt.image.SampleModel;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import java.util.Vector;
import java.util.function.IntFunction;

/** A 16-bit or 32-bit grey image whose rows are created when a writer of ImageIO requests them, from the first to the last. */
final class RowsImage implements RenderedImage {
    private final IntFunction<int[]> rows;
    private final int height;
    private final int width;
    private final boolean wide;
    /** The JDK's TIFF writer requests a strip, and then each of its rows. */
    private Raster last;

    /**
     * Creates an image.
     *
     * @param rows returns the labels of a row
     * @param wide whether labels have 32 bits
     */
    RowsImage(IntFunction<int[]> rows, int height, int width, boolean wide) {
        this.rows = rows;
        this.height = height;
        this.width = width;
        this.wide = wide;
    }

    @Override
    public Raster getData(Rectangle part) {
        if (last == null || !last.getBounds().contains(part)) {
            last = made(part);
        }
        return last.createChild(part.x, part.y, part.width, part.height, part.x, part.y, null);
    }

    private Raster made(Rectangle part) {
        WritableRaster raster = Raster.createWritableRaster(model(part.width, part.height), part.getLocation());
        for (int y = part.y; y < part.y + part.height; y++) {
            int[] row = rows.apply(y);
            int[] inside = part.width == width ? row : Arrays.copyOfRange(row, part.x, part.x + part.width);
            raster.setSamples(part.x, y, part.width, 1, 0, inside);
        }
        return raster;
    }

    private SampleModel model(int columns, int lines) {
        return new PixelInterleavedSampleModel(type(), columns, lines, 1, columns, new int[1]);
    }

    private int type() {
        return wide ? DataBuffer.TYPE_INT : DataBuffer.TYPE_USHORT;
    }

    @Override
    public ColorModel getColorModel() {
        ColorSpace grey = ColorSpace.getInstance(ColorSpace.CS_GRAY);
        return new ComponentColorModel(grey, false, false, Transparency.OPAQUE, type());
    }

    @Override
    public SampleModel getSampleModel() {
        return model(width, height);
    }

    @Override
    public Raster getData() {
        return getData(new Rectangle(width, height));
    }

    @Override
    public Raster getTile(int tileX, int tileY) {
        return getData();
    }

    @Override
    public WritableRaster copyData(WritableRaster raster) {
        WritableRaster target = raster == null ? Raster.createWritableRaster(getSampleModel(), new Point()) : raster;
        target.setRect(getData(target.getBounds()));
        return target;
    }

    @Override
    @SuppressWarnings("JdkObsolete") // required by the interface
    public Vector<RenderedImage> getSources() {
        return null;
    }

    @Override
    public Object getProperty(String name) {
        return java.awt.Image.UndefinedProperty;
    }

    @Override
    public String[] getPropertyNames() {
        return null;
    }

    @Override
    public int getWidth() {
        return width;
    }

    @Override
    public int getHeight() {
        return height;
    }

    @Override
    public int getMinX() {
        return 0;
    }

    @Override
    public int getMinY() {
        return 0;
    }

    @Override
    public int getNumXTiles() {
        return 1;
    }

    @Override
    public int getNumYTiles() {
        return 1;
    }

    @Override
    public int getMinTileX() {
        return 0;
    }

    @Override
    public int getMinTileY() {
        return 0;
    }

    @Override
    public int getTileWidth() {
        return width;
    }

    @Override
    public int getTileHeight() {
        return height;
    }

    @Override
    public int getTileGridXOffset() {
        return 0;
    }

    @Override
    public int getTileGridYOffset() {
        return 0;
    }
}
