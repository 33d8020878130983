package org.mrcnn.report.internal;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.mask.Rle;

/**
 * An image, brought to a size for a page, to draw boxes, masks and dots on. Coordinates are pixels of the original
 * image. Not thread-safe.
 */
public final class Canvas {
    private static final Color RIM = new Color(0, 0, 0, 120);

    private final BufferedImage picture;
    private final Graphics2D pen;
    private final double scale;

    private Canvas(BufferedImage picture, double scale) {
        this.picture = picture;
        this.scale = scale;
        pen = picture.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    /**
     * A copy of an image.
     *
     * @param longSide pixels of its long side on the page; smaller images are enlarged, larger ones shrunk
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

    /** An image no larger than that on its long side; itself where it is not. */
    public static Image shrink(Image image, int longSide) {
        return Math.max(image.height(), image.width()) <= longSide
                ? image
                : of(image, longSide).image();
    }

    private static BufferedImage scaled(BufferedImage picture, int height, int width) {
        BufferedImage from = picture;
        while (from.getWidth() > 2 * width && from.getHeight() > 2 * height) { // halves first: no pixel is passed over
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
     * @param width of the line, in pixels of the page
     */
    public Canvas box(float[] box, Color colour, float width) {
        Rectangle2D shape = rectangle(box);
        pen.setColor(RIM);
        pen.setStroke(new BasicStroke(width + 1));
        pen.draw(shape);
        pen.setColor(colour);
        pen.setStroke(new BasicStroke(width));
        pen.draw(shape);
        return this;
    }

    /** Fills a mask of the size of the image and draws its outline. */
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
        if (mask.area() > 0) {
            Path2D outline = MaskOutline.of(mask, scale);
            pen.setColor(RIM);
            pen.setStroke(new BasicStroke(3));
            pen.draw(outline);
            pen.setColor(colour);
            pen.setStroke(new BasicStroke(2));
            pen.draw(outline);
        }
        return this;
    }

    /** A small dot in the middle of a box. */
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

    /** What is drawn so far. */
    public Image image() {
        return AwtImages.toImage(picture);
    }
}
