// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;

/**
 * An image of 48 x 64 pixels, and masks of its two objects with 200 pixels each, in every kind of file. Object 1 is x 10 to 30,
 * y 10 to 20; object 2 is x 40 to 60, y 30 to 40.
 */
final class MaskScene {
    static final int HEIGHT = 48;
    static final int WIDTH = 64;

    final Path folder;

    /** Writes the image. */
    MaskScene(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("images"));
        Files.createDirectories(folder.resolve("masks"));
        Images.write(Image.black(HEIGHT, WIDTH, 3), folder.resolve("images/a.png"));
    }

    /** Returns the object at a pixel, or 0. */
    static int label(int pixel) {
        int y = pixel / WIDTH;
        int x = pixel % WIDTH;
        return y >= 10 && y < 20 && x >= 10 && x < 30 ? 1 : y >= 30 && y < 40 && x >= 40 && x < 60 ? 2 : 0;
    }

    /** Returns the values of all pixels by their object. */
    static int[] values(IntUnaryOperator ofLabel) {
        int[] values = new int[HEIGHT * WIDTH];
        Arrays.setAll(values, p -> ofLabel.applyAsInt(label(p)));
        return values;
    }

    /** Returns the samples of a TIFF page, little-endian. */
    static byte[] bytes(int bits, IntUnaryOperator ofLabel) {
        return bytes(bits, values(ofLabel));
    }

    private static byte[] bytes(int bits, int[] values) {
        ByteBuffer out = ByteBuffer.allocate(values.length * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            switch (bits) {
                case 1 -> out.put(i / 8, (byte) (out.get(i / 8) | (values[i] & 1) << (7 - i % 8)));
                case 8 -> out.put((byte) values[i]);
                case 16 -> out.putShort((short) values[i]);
                case 32 -> out.putInt(values[i]);
                default -> out.putLong(values[i]);
            }
        }
        return out.array();
    }

    Path write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    /** Writes indices of a palette of colours 0xAARRGGBB or 0xRRGGBB; PNG, BMP or GIF according to the extension. */
    Path writeIndexed(String name, int bits, int[] palette, IntUnaryOperator ofLabel) throws IOException {
        int[] argb = Arrays.copyOf(palette, 1 << bits);
        boolean alpha = Arrays.stream(palette).anyMatch(colour -> colour >>> 24 != 0);
        IndexColorModel model = new IndexColorModel(bits, argb.length, argb, 0, alpha, -1, 0);
        BufferedImage image = bits == 8
                ? new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED, model)
                : new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY, model);
        image.getRaster().setSamples(0, 0, WIDTH, HEIGHT, 0, values(ofLabel));
        return write(name, image);
    }

    /** Writes colours 0xAARRGGBB. */
    Path writeColours(String name, IntUnaryOperator ofLabel) throws IOException {
        BufferedImage image = new BufferedImage(
                WIDTH, HEIGHT, name.endsWith("png") ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, WIDTH, HEIGHT, values(ofLabel), 0, WIDTH);
        return write(name, image);
    }

    /** Writes 8-bit grey values. */
    Path writeGrey(String name, IntUnaryOperator ofLabel) throws IOException {
        return writeGrey(name, values(ofLabel));
    }

    Path writeGrey(String name, int[] values) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSamples(0, 0, WIDTH, HEIGHT, 0, values);
        return write(name, image);
    }

    /** Returns ellipses with soft edges in these colours on black. */
    static BufferedImage softEllipses(Color... colours) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        for (int i = 0; i < colours.length; i++) {
            graphics.setColor(colours[i]);
            graphics.fill(new Ellipse2D.Double(5.3 + 30 * i, 7.6, 25.5, 31.2));
        }
        graphics.dispose();
        return image;
    }

    Path write(String name, BufferedImage image) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            if (!ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), out)) {
                throw new AssertionError("no writer for " + file);
            }
        }
        return file;
    }

    Path writeJpeg(String name, BufferedImage image, float quality) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(quality);
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file);
                ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return file;
    }

    static BufferedImage read(Path file) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(Files.readAllBytes(file)));
    }
}
