// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.mrcnn.data.internal.file.AtomicFile;

/**
 * Reads and writes image files: JPEG (CMYK and progressive too), PNG, BMP, TIFF (first page), lossless WebP and what
 * else ImageIO knows; lossy and animated WebP are refused, since the available Java decoders do not give the pixels of libwebp.
 * Everything arrives as 8 bit RGB: grey is repeated, 16 bit is scaled, alpha is dropped, colour profiles are not
 * applied to RGB and grey. Thread-safe.
 */
public final class Images {

    /** The largest image that {@link #read(Path)} decodes, in pixels; a small file can claim to be enormous. */
    public static final long MAX_PIXELS = 100_000_000;

    /** Enough for the header and Exif data of nearly every file: a JPEG segment holds at most 64 KiB. */
    private static final int HEAD_BYTES = 256 << 10;

    private Images() {}

    /**
     * Reads an image the way a viewer shows it: with its Exif orientation applied.
     *
     * @return height x width x 3, RGB
     * @throws ImageException naming the file: missing, not an image, truncated, too large or unreadable
     */
    public static Image read(Path file) {
        return read(file, MAX_PIXELS);
    }

    /** As {@link #read(Path)}, for images of at most {@code maxPixels} pixels. */
    public static Image read(Path file, long maxPixels) {
        byte[] bytes = ImageFile.bytes(file);
        return ExifOrientation.apply(ImageFile.decode(file, bytes, maxPixels), ExifOrientation.of(bytes));
    }

    /** Reads the pixels as they are stored, whatever the Exif orientation says. */
    public static Image readStored(Path file) {
        return ImageFile.decode(file, ImageFile.bytes(file), MAX_PIXELS);
    }

    /**
     * The size of an image from its header, without decoding it.
     *
     * @throws ImageException naming the file: missing, not an image or unreadable
     */
    public static Size size(Path file) {
        byte[] head = ImageFile.bytes(file, HEAD_BYTES);
        if (WebpChunks.exifFollows(head)) {
            return size(file, ImageFile.bytes(file));
        }
        try {
            return size(file, head);
        } catch (ImageException e) {
            if (head.length < HEAD_BYTES) {
                throw e;
            }
            return size(file, ImageFile.bytes(file)); // a long header, or a TIFF directory at the end of the file
        }
    }

    private static Size size(Path file, byte[] bytes) {
        return ImageFile.withReader(file, bytes, reader -> {
            boolean swap = ExifOrientation.swapsSides(ExifOrientation.of(bytes));
            int height = reader.getHeight(0);
            int width = reader.getWidth(0);
            return new Size(swap ? width : height, swap ? height : width, height, width);
        });
    }

    /**
     * Writes a PNG file: grey from one channel, RGB from three.
     *
     * @throws IOException when the file cannot be written
     */
    public static void write(Image image, Path file) throws IOException {
        int channels = image.channels();
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("A PNG file holds 1 or 3 channels, found " + channels + " for " + file
                    + "; pick the ones to write");
        }
        BufferedImage buffered = toBuffered(image);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(png)) { // a cache in a file needs a folder for it
            if (!ImageIO.write(buffered, "png", out)) {
                throw new IOException("This Java runtime has no PNG writer; " + file + " was not written");
            }
        }
        AtomicFile.write(file, png.toByteArray());
    }

    /** As ImageIO wants it: one channel as grey, three as BGR. */
    static BufferedImage toBuffered(Image image) {
        int channels = image.channels();
        BufferedImage buffered = new BufferedImage(
                image.width(),
                image.height(),
                channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        byte[] target = ((DataBufferByte) buffered.getRaster().getDataBuffer()).getData();
        byte[] pixels = image.pixels();
        if (channels == 1) {
            System.arraycopy(pixels, 0, target, 0, pixels.length);
        } else {
            for (int i = 0; i < pixels.length; i += 3) {
                target[i] = pixels[i + 2];
                target[i + 1] = pixels[i + 1];
                target[i + 2] = pixels[i];
            }
        }
        return buffered;
    }

    /**
     * The image as it looks after JPEG compression, colours at half resolution.
     *
     * @param image of one or three channels
     * @param quality 1 to 100, as the IJG library counts it
     * @return height x width x 3
     */
    public static Image throughJpeg(Image image, int quality) {
        return JpegCodec.decode(JpegCodec.encode(image, quality));
    }

    /**
     * Reads an image whose pixels are labels, such as an instance mask saved as PNG. Taken as stored: annotation tools do
     * not note an orientation.
     *
     * @throws ImageException naming the file: missing, not an image, truncated, too large or unreadable
     */
    public static Labels readLabels(Path file) {
        return readLabels(file, ImageFile.bytes(file));
    }

    /** As {@link #readLabels(Path)}, for an image embedded in another file; errors name that file. */
    public static Labels readLabels(Path file, byte[] bytes) {
        return LabelReader.read(file, bytes);
    }

    /**
     * Size of an image file in pixels.
     *
     * @param height rows as a viewer shows them, Exif orientation applied
     * @param width columns as a viewer shows them
     * @param storedHeight rows of the stored pixels
     * @param storedWidth columns of the stored pixels
     */
    public record Size(int height, int width, int storedHeight, int storedWidth) {}

    /**
     * Labels of pixels: the indices of a palette, the grey values of 8 or 16 bits, or colours as 0xRRGGBB.
     *
     * @param coloured whether the values are colours
     * @param values int[height * width], row by row
     */
    @SuppressWarnings("ArrayRecordComponent") // large, read at once by the one who asked
    public record Labels(int height, int width, boolean coloured, int[] values) {}
}
