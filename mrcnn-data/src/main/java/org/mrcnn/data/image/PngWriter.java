// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.mrcnn.data.internal.file.AtomicFile;

/** Writes 8-bit images with ImageIO. */
final class PngWriter {
    private PngWriter() {}

    /** Writes a grey image from one channel, or RGB from three. */
    static void write(Image image, Path file) throws IOException {
        AtomicFile.write(file, bytes(image, file));
    }

    /**
     * Returns the content of a file.
     *
     * @param file its name in messages
     */
    static byte[] bytes(Image image, Path file) {
        int channels = image.channels();
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("A PNG file holds 1 or 3 channels, found " + channels + " for " + file
                    + "; pick the ones to write");
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(png)) { // a disk cache would need a folder
            if (!ImageIO.write(toBuffered(image), "png", out)) {
                throw new IllegalStateException("This Java runtime has no PNG writer; " + file + " was not written");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // writing to memory does not fail
        }
        return png.toByteArray();
    }

    /** Converts to the layout that ImageIO requires: one channel as grey, three as BGR. */
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
}
