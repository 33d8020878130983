// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.nio.file.Path;
import org.mrcnn.data.image.ImageException.Problem;

/**
 * Converts images decoded by ImageIO to RGB bytes. Grey and RGB samples are used as stored: BufferedImage.getRGB would apply a
 * gamma curve to grey and a colour profile to 16 bits.
 */
final class RgbPixels {

    private RgbPixels() {}

    static Image of(Path file, BufferedImage decoded) {
        return of(file, decoded, Short.SIZE);
    }

    /**
     * Like {@link #of(Path, BufferedImage)}, for 16-bit samples of which only {@code wideBits} bits are used, as those of a
     * file with packed samples.
     */
    static Image of(Path file, BufferedImage decoded, int wideBits) {
        int height = decoded.getHeight();
        int width = decoded.getWidth();
        byte[] rgb = new byte[height * width * 3];
        if (decoded.getType() == BufferedImage.TYPE_3BYTE_BGR
                && decoded.getRaster().getDataBuffer() instanceof DataBufferByte data
                && data.getData().length == rgb.length) {
            swapBgr(data.getData(), rgb);
            return new Image(height, width, 3, rgb);
        }
        ColorModel model = decoded.getColorModel();
        if (ImageLayout.isPlain(model)) {
            boolean grey = model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
            int most = (1 << (model.getTransferType() == DataBuffer.TYPE_BYTE ? Byte.SIZE : wideBits)) - 1;
            copySamples(decoded.getRaster(), grey ? 1 : 3, most, rgb);
        } else if (model instanceof ComponentColorModel
                && model.getTransferType() != DataBuffer.TYPE_BYTE
                && model.getTransferType() != DataBuffer.TYPE_USHORT) {
            throw new ImageException(
                    Problem.UNREADABLE,
                    file,
                    "expected 8 or 16 bit unsigned samples, found " + model.getComponentSize(0)
                            + " bit signed or floating point ones; convert it to 8 or 16 bit",
                    null);
        } else {
            copyArgb(decoded, rgb);
        }
        return new Image(height, width, 3, rgb);
    }

    private static void swapBgr(byte[] bgr, byte[] rgb) {
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = bgr[i + 2];
            rgb[i + 1] = bgr[i + 1];
            rgb[i + 2] = bgr[i];
        }
    }

    private static void copySamples(Raster raster, int colours, int most, byte[] rgb) {
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        int[] row = new int[width * bands];
        for (int y = 0, out = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    int sample = row[x * bands + (colours == 1 ? 0 : c)];
                    rgb[out++] = (byte) ((sample * 255 + most / 2) / most);
                }
            }
        }
    }

    private static void copyArgb(BufferedImage decoded, byte[] rgb) {
        int width = decoded.getWidth();
        int[] row = new int[width];
        for (int y = 0, out = 0; y < decoded.getHeight(); y++) {
            decoded.getRGB(0, y, width, 1, row, 0, width);
            for (int argb : row) {
                rgb[out++] = (byte) (argb >> 16);
                rgb[out++] = (byte) (argb >> 8);
                rgb[out++] = (byte) argb;
            }
        }
    }
}
