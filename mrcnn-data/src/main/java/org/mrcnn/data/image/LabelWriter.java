// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.awt.image.RenderedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.IntFunction;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.mrcnn.data.internal.file.AtomicFile;

/** Writes images whose pixels are labels: 16-bit grey as PNG or TIFF, or 32-bit grey as TIFF if a label requires it. */
final class LabelWriter {

    private static final int MAX_16_BIT = 65535;

    private LabelWriter() {}

    /** See {@link Images#writeLabels(int[], int, int, Path)}. */
    static void write(int[] labels, int height, int width, Path file) throws IOException {
        if (labels.length != height * width || Arrays.stream(labels).anyMatch(label -> label < 0)) {
            throw new IllegalArgumentException(file + ": expected " + height + "*" + width
                    + " labels of 0 or more, found " + labels.length + " or negative ones");
        }
        int most = Arrays.stream(labels).max().orElse(0);
        write(y -> Arrays.copyOfRange(labels, y * width, (y + 1) * width), most, height, width, file);
    }

    /** See {@link Images#writeLabels(IntFunction, int, int, int, Path)}. */
    static void write(IntFunction<int[]> rows, int most, int height, int width, Path file) throws IOException {
        boolean png = file.toString().toLowerCase(Locale.ROOT).endsWith(".png");
        if (png && most > MAX_16_BIT) {
            throw new IllegalArgumentException(file + ": expected labels up to " + MAX_16_BIT
                    + ", which a PNG file can hold, found " + most + "; write a TIFF file");
        }
        RenderedImage image = new RowsImage(rows, height, width, most > MAX_16_BIT);
        AtomicFile.stream(file, bytes -> {
            try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
                encode(image, png ? "png" : "tiff", out);
            }
        });
    }

    private static void encode(RenderedImage image, String format, ImageOutputStream out) throws IOException {
        ImageWriter writer = writer(format);
        try {
            writer.setOutput(out);
            ImageWriteParam settings = writer.getDefaultWriteParam();
            if (format.equals("tiff")) {
                settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                settings.setCompressionType("ZLib");
            }
            writer.write(null, new IIOImage(image, null, null), settings);
        } finally {
            writer.dispose();
        }
    }

    /** Returns the writer of the JDK: other TIFF writers on the class path do not support 32 bits. */
    private static ImageWriter writer(String format) throws IOException {
        for (Iterator<ImageWriter> all = ImageIO.getImageWritersByFormatName(format); all.hasNext(); ) {
            ImageWriter writer = all.next();
            if (writer.getClass().getName().startsWith("com.sun.")) {
                return writer;
            }
        }
        throw new IOException("This Java runtime has no writer of " + format + " files");
    }
}
