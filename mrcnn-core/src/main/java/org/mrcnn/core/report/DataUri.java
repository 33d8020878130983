package org.mrcnn.core.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.mrcnn.data.image.Image;

/** Pictures as text that a page can hold. */
final class DataUri {
    private static final float QUALITY = 0.85f;

    private DataUri() {}

    /** Exact. */
    static String png(Image image) {
        return uri("png", encode(ImageIO.getImageWritersByFormatName("png").next(), Drawing.enlarge(image, 1)));
    }

    /** About a tenth of the size for photographs. */
    static String jpeg(Image image) {
        return uri("jpeg", encode(ImageIO.getImageWritersByFormatName("jpeg").next(), Drawing.enlarge(image, 1)));
    }

    private static String uri(String type, byte[] bytes) {
        return "data:image/" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] encode(ImageWriter writer, BufferedImage picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            if (settings.canWriteCompressed() && settings.isCompressionLossless()) {
                settings.setCompressionMode(ImageWriteParam.MODE_DEFAULT);
            } else if (settings.canWriteCompressed()) {
                settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                settings.setCompressionQuality(QUALITY);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), settings);
        } catch (IOException e) {
            throw new UncheckedIOException("the picture of a report could not be encoded", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
