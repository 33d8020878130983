// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** JPEG compression in memory with the encoder and decoder of ImageIO. Thread-safe. */
final class JpegCodec {

    private static final Path IN_MEMORY = Path.of("(in memory)");

    private JpegCodec() {}

    /**
     * Compresses an image with one or three channels; colours have half the resolution, as is the encoder's default.
     *
     * @param quality 1 to 100, as defined by the IJG library
     */
    static byte[] encode(Image image, int quality) {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("JPEG quality: expected 1 to 100, found " + quality);
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(image.pixels().length / 4 + 1024);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(quality / 100f);
            writer.setOutput(out);
            writer.write(null, new IIOImage(PngWriter.toBuffered(image), null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException("An image in memory could not be packed as JPEG", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Decompresses an image: height x width x 3. */
    static Image decode(byte[] jpeg) {
        try {
            return RgbPixels.of(IN_MEMORY, ImageIO.read(new ByteArrayInputStream(jpeg)));
        } catch (IOException e) {
            throw new UncheckedIOException("A JPEG file in memory could not be unpacked", e);
        }
    }
}
