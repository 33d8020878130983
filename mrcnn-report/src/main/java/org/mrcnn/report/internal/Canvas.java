// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.mask.Rle;

/**
 * An image, scaled for a page, on which boxes, masks and dots are drawn. Coordinates are pixels of the original image. Not
 * thread-safe.
 */
public final class Canvas {
    private static final Color RIM = new Color(0, 0, 0, 120);
    private static final float[] DASHES = {7, 5};

    private final BufferedImage pixels;
    private final Graphics2D pen;
    private final double scale;

    private Canvas(BufferedImage pixels, double scale) {
        this.pixels = pixels;
        this.scale = scale;
        pen = pixels.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    /**
     * Creates a canvas with a copy of an image.
     *
     * @param longSide length of the long side on the page in pixels; the image is enlarged or shrunk to it
     */
    public static Canvas of(Image image, int longSide) {
        double scale = (double) longSide / Math.max(image.height(), image.width());
        return new Canvas(
                scaled(
                        AwtImages.enlarge(image, 1),
                        Math.max(1, (int) Math.rint(image.height() * scale)),
                        Math.max(1, (int) Math.rint(image.width() * scale))),
                scale);
    }

    /** Shrinks an image to at most this length of its long side. A smaller image is returned unchanged. */
    public static Image shrink(Image image, int longSide) {
        return Math.max(image.height(), image.width()) <= longSide
                ? image
                : of(image, longSide).image();
    }

    private static BufferedImage scaled(BufferedImage pixels, int height, int width) {
        BufferedImage from = pixels;
        while (from.getWidth() > 2 * width && from.getHeight() > 2 * height) { // repeated halving uses every pixel
            from = redrawn(from, (from.getHeight() + 1) / 2, (from.getWidth() + 1) / 2);
        }
        return redrawn(from, height, width);
    }

    private static BufferedImage redrawn(BufferedImage from, int height, int width) {
        BufferedImage to = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D pen = to.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.drawImage(from, 0, 0, width, height, null);
        pen.dispose();
        return to;
    }

    /**
     * Draws boxes, the first on top.
     *
     * @param boxes float[n * 4]: y1, x1, y2, x2 in pixels of the original image
     */
    public Canvas boxes(float[] boxes, Color colour) {
        for (int i = boxes.length / 4 - 1; i >= 0; i--) {
            box(Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4), colour, 1.5f);
        }
        return this;
    }

    /**
     * Draws one box.
     *
     * @param box float[4]
     * @param width width of the line, in pixels of the page
     */
    public Canvas box(float[] box, Color colour, float width) {
        return line(rectangle(box), colour, width, null);
    }

    /** Like {@link #box}, with a dashed line. */
    public Canvas dashedBox(float[] box, Color colour, float width) {
        return line(rectangle(box), colour, width, DASHES);
    }

    /** Fills a mask of the size of the image, and draws its outline. */
    public Canvas mask(Rle mask, Color colour) {
        if (mask.area() > 0) {
            pen.setStroke(new BasicStroke(1.5f));
            pen.setColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 90));
            pen.fill(MaskOutline.of(mask, scale));
            pen.setColor(colour);
            pen.draw(MaskOutline.of(mask, scale));
        }
        return this;
    }

    /** Draws the outline of a mask of the size of the image. */
    public Canvas outline(Rle mask, Color colour) {
        return mask.area() == 0 ? this : line(MaskOutline.of(mask, scale), colour, 2, null);
    }

    /** Like {@link #outline}, with a dashed line. */
    public Canvas dashedOutline(Rle mask, Color colour) {
        return mask.area() == 0 ? this : line(MaskOutline.of(mask, scale), colour, 2, DASHES);
    }

    /** Draws a line with a dark rim, so that it is visible on a background of the same colour. */
    private Canvas line(Shape shape, Color colour, float width, float[] dashes) {
        pen.setColor(RIM);
        pen.setStroke(stroke(width + 1, dashes));
        pen.draw(shape);
        pen.setColor(colour);
        pen.setStroke(stroke(width, dashes));
        pen.draw(shape);
        return this;
    }

    private static BasicStroke stroke(float width, float[] dashes) {
        return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0);
    }

    /** Draws a small dot at the centre of a box. */
    public Canvas dot(float[] box, Color colour) {
        Rectangle2D shape = rectangle(box);
        pen.setColor(colour);
        pen.fill(new Ellipse2D.Double(shape.getCenterX() - 1.5, shape.getCenterY() - 1.5, 3, 3));
        return this;
    }

    private Rectangle2D rectangle(float[] box) {
        return new Rectangle2D.Double(
                box[1] * scale, box[0] * scale, (box[3] - box[1]) * scale, (box[2] - box[0]) * scale);
    }

    /** Returns the drawing. */
    public Image image() {
        return AwtImages.toImage(pixels);
    }
}
