// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.function.Function;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.mrcnn.data.image.Image;

/** Encodes images as data URIs, which a page can contain. */
public final class DataUri {
    private static final float QUALITY = 0.85f;

    private DataUri() {}

    /** Returns the content of a PNG file. */
    public static byte[] pngBytes(Image image) {
        return bytes("png", image, writer -> null);
    }

    /** Encodes losslessly. */
    static String png(Image image) {
        return uri("png", pngBytes(image));
    }

    /** Encodes with losses, in about a tenth of the size for photographs. */
    static String jpeg(Image image) {
        byte[] bytes = bytes("jpeg", image, writer -> {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(QUALITY);
            return settings;
        });
        return uri("jpeg", bytes);
    }

    private static byte[] bytes(String type, Image image, Function<ImageWriter, ImageWriteParam> settings) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(type).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(AwtImages.enlarge(image, 1), null, null), settings.apply(writer));
        } catch (IOException e) {
            throw new UncheckedIOException("the image of a report could not be encoded", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static String uri(String type, byte[] bytes) {
        return "data:image/" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }
}
