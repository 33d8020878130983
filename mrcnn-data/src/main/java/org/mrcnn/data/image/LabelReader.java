// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.nio.file.Path;
import org.mrcnn.data.image.ImageException.Problem;
import org.mrcnn.data.image.Images.Labels;

/** Reads images whose pixels are labels. */
final class LabelReader {

    private LabelReader() {}

    static Labels read(Path file, byte[] bytes) {
        return ImageFile.withReader(file, bytes, reader -> {
            int height = reader.getHeight(0);
            int width = reader.getWidth(0);
            if ((long) height * width > Images.MAX_PIXELS) {
                String text = "expected at most " + Images.MAX_PIXELS + " pixels, found " + height + "x" + width
                        + "; cut it into tiles";
                throw new ImageException(Problem.TOO_LARGE, file, text, null);
            }
            ImageFile.requireRoom(file, bytes);
            return of(reader.read(0));
        });
    }

    private static Labels of(BufferedImage decoded) {
        int height = decoded.getHeight();
        int width = decoded.getWidth();
        int[] values = new int[height * width];
        Raster raster = decoded.getRaster();
        int bands = raster.getNumBands();
        boolean plain = decoded.getColorModel() instanceof IndexColorModel || bands < 3;
        int[] row = new int[width * bands];
        for (int y = 0; y < height; y++) {
            if (plain) {
                raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
                for (int x = 0; x < width; x++) {
                    values[y * width + x] = row[x * bands];
                }
            } else {
                decoded.getRGB(0, y, width, 1, values, y * width, width);
            }
        }
        if (!plain) {
            for (int i = 0; i < values.length; i++) {
                values[i] &= 0xffffff; // how opaque a pixel is says nothing about its label
            }
        }
        return new Labels(height, width, !plain, values);
    }
}
