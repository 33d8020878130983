package org.mrcnn.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.nio.file.Path;
import org.mrcnn.data.image.ImageException.Problem;

/**
 * An image whose pixels are labels: the indices of a palette, the grey values of 8 or 16 bits, or colours as 0xRRGGBB.
 * Taken as stored: annotation tools do not note an orientation.
 *
 * @param coloured whether the values are colours
 * @param values int[height * width], row by row
 */
@SuppressWarnings("ArrayRecordComponent") // large, read at once by the one who asked
public record LabelImage(int height, int width, boolean coloured, int[] values) {

    /**
     * Reads a PNG, BMP, TIFF or other file of ImageIO.
     *
     * @throws ImageException naming the file: missing, not an image, truncated, too large or unreadable
     */
    public static LabelImage read(Path file) {
        return read(file, Images.bytes(file));
    }

    /** As {@link #read(Path)}, of an image that lies within another file. */
    public static LabelImage read(Path file, byte[] bytes) {
        return Images.withReader(file, bytes, reader -> {
            int height = reader.getHeight(0);
            int width = reader.getWidth(0);
            if ((long) height * width > Images.MAX_PIXELS) {
                String text = "expected at most " + Images.MAX_PIXELS + " pixels, found " + height + "x" + width
                        + "; cut it into tiles";
                throw new ImageException(Problem.TOO_LARGE, file, text, null);
            }
            return of(reader.read(0));
        });
    }

    private static LabelImage of(BufferedImage picture) {
        int height = picture.getHeight();
        int width = picture.getWidth();
        int[] values = new int[height * width];
        Raster raster = picture.getRaster();
        int bands = raster.getNumBands();
        boolean plain = picture.getColorModel() instanceof IndexColorModel || bands < 3;
        int[] row = new int[width * bands];
        for (int y = 0; y < height; y++) {
            if (plain) {
                raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
                for (int x = 0; x < width; x++) {
                    values[y * width + x] = row[x * bands];
                }
            } else {
                picture.getRGB(0, y, width, 1, values, y * width, width);
            }
        }
        if (!plain) {
            for (int i = 0; i < values.length; i++) {
                values[i] &= 0xffffff; // how opaque a pixel is says nothing about its label
            }
        }
        return new LabelImage(height, width, !plain, values);
    }
}
