// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;
import org.mrcnn.report.internal.AwtImages;
import org.mrcnn.report.internal.ChipLayout;
import org.mrcnn.report.internal.ClassLegend;
import org.mrcnn.report.internal.MaskOutline;
import org.mrcnn.report.internal.Palette;

/**
 * Draws objects on an image: masks as a tint with an outline, boxes, and labels with scores. Small images are first enlarged by
 * an integer factor; lines and letters are scaled with the image. If all objects have the same class, each has its own colour;
 * otherwise each has the colour of its class. If there are many objects, labels show only scores: the class is named in the
 * first label, or the classes in a legend in the emptiest corner. A label without free space is left out, but its box is drawn.
 */
public final class Drawing {
    private static final int GOOD_SIDE = 900; // length of the long side in pixels below which images are enlarged
    private static final int MAX_ENLARGEMENT = 8;
    private static final int MANY = 15; // number of objects above which labels show only scores
    private static final float TINT = 0.38f;
    private static final Color HALO = new Color(0, 0, 0, 110);

    private final BufferedImage pixels;
    private final Graphics2D pen;
    private final int scale;
    private final float line;

    private Drawing(Image image) {
        int longSide = Math.max(image.height(), image.width());
        scale = Math.max(1, Math.min(MAX_ENLARGEMENT, (GOOD_SIDE + longSide / 2) / longSide));
        pixels = AwtImages.enlarge(image, scale);
        pen = pixels.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        int shown = longSide * scale;
        line = Math.max(1.5f, shown / 500f);
        pen.setFont(new Font(Font.SANS_SERIF, Font.BOLD, Math.max(11, Math.round(shown / 62f))));
    }

    /**
     * Draws the detections of a model.
     *
     * @param image the image of the detections, drawn as {@link Image#rgb}
     * @return the drawing in RGB, in the size of the image or an integer multiple of it
     * @throws IllegalArgumentException if the sizes differ
     */
    public static Image draw(Image image, Detections found) {
        requireSize(image, found.height(), found.width());
        return draw(
                image,
                found.stream()
                        .map(d -> new Shape(
                                d.classId(),
                                d.label(),
                                String.format(Locale.ROOT, "%.2f", d.score()),
                                d.box(),
                                d.mask()))
                        .toList());
    }

    /**
     * Writes what {@link #draw(Image, Detections)} returns as a PNG file.
     *
     * @param image the image of the detections
     * @param png the file to write; an existing file is replaced
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if the sizes differ
     */
    public static void write(Image image, Detections found, Path png) throws IOException {
        Images.write(draw(image, found), png);
    }

    /**
     * Draws the annotated objects of a sample, without scores. Crowds are left out.
     *
     * @param labels class names by class id, background first
     * @return the drawing in RGB, in the size of the sample's image or an integer multiple of it
     */
    public static Image draw(Sample truth, List<String> labels) {
        List<Shape> shapes = new ArrayList<>();
        for (int i = 0; i < truth.count(); i++) {
            if (!truth.isCrowd(i)) {
                int classId = truth.classIds()[i];
                shapes.add(new Shape(
                        classId,
                        labels.get(classId),
                        "",
                        ObjectBox.of(truth.boxes(), i),
                        truth.masks().get(i)));
            }
        }
        return draw(truth.image(), shapes);
    }

    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Shape(int classId, String label, String score, float[] box, Rle mask) {
        String text(boolean named) {
            return (named ? label + " " + score : score).strip();
        }
    }

    private static Image draw(Image image, List<Shape> shapes) {
        Drawing drawing = new Drawing(image);
        Color[] colours = colours(shapes);
        for (int i = shapes.size() - 1; i >= 0; i--) { // the highest score last, so that it is on top
            drawing.mask(shapes.get(i), colours[i]);
        }
        for (int i = shapes.size() - 1; i >= 0; i--) {
            drawing.box(shapes.get(i), colours[i]);
        }
        drawing.labels(shapes, colours);
        drawing.pen.dispose();
        return AwtImages.toImage(drawing.pixels);
    }

    private void labels(List<Shape> shapes, Color[] colours) {
        List<Rectangle2D> boxes = shapes.stream().map(s -> rectangle(s.box())).toList();
        ChipLayout layout = new ChipLayout(pixels.getWidth(), pixels.getHeight(), boxes);
        boolean many = shapes.size() > MANY;
        boolean oneClass = shapes.stream().mapToInt(Shape::classId).distinct().count() == 1;
        if (many && !oneClass) {
            SortedMap<Integer, String> names = new TreeMap<>();
            shapes.forEach(shape -> names.put(shape.classId(), shape.label()));
            ClassLegend.draw(pen, names, layout);
        }
        for (int i = 0; i < shapes.size(); i++) { // the highest score first, so that its label gets the best place
            boolean named = !many || (oneClass && i == 0);
            label(shapes.get(i).text(named), rectangle(shapes.get(i).box()), colours[i], layout);
        }
    }

    private static Color[] colours(List<Shape> shapes) {
        if (shapes.stream().mapToInt(Shape::classId).distinct().count() == 1) {
            return Palette.ofObjects(shapes.stream().map(Shape::mask).toList());
        }
        return shapes.stream().map(s -> Palette.ofClass(s.classId())).toArray(Color[]::new);
    }

    private void mask(Shape shape, Color colour) {
        if (shape.mask().area() == 0) {
            return;
        }
        Path2D outline = MaskOutline.of(shape.mask(), scale);
        pen.setColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), Math.round(255 * TINT)));
        pen.fill(outline);
        stroke(outline, colour, line);
    }

    private void box(Shape shape, Color colour) {
        stroke(rectangle(shape.box()), colour, 0.6f * line);
    }

    /** Draws a line with a soft dark rim, so that it is visible on a background of the same colour. */
    private void stroke(java.awt.Shape shape, Color colour, float width) {
        pen.setColor(HALO);
        pen.setStroke(new BasicStroke(1.9f * width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        pen.draw(shape);
        pen.setColor(colour);
        pen.setStroke(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        pen.draw(shape);
    }

    private void label(String text, Rectangle2D box, Color colour, ChipLayout layout) {
        if (text.isEmpty()) {
            return;
        }
        FontMetrics metrics = pen.getFontMetrics();
        double pad = 0.3 * metrics.getAscent();
        double chipWidth = metrics.stringWidth(text) + 2 * pad;
        double chipHeight = metrics.getAscent() + pad;
        layout.place(box, chipWidth, chipHeight).ifPresent(chip -> {
            double round = chipHeight / 3;
            pen.setColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 235));
            pen.fill(new RoundRectangle2D.Double(
                    chip.getX(), chip.getY(), chip.getWidth(), chip.getHeight(), round, round));
            pen.setColor(Palette.textOn(colour));
            pen.drawString(text, (float) (chip.getX() + pad), (float) (chip.getY() + 0.9 * metrics.getAscent()));
        });
    }

    private Rectangle2D rectangle(float[] box) {
        return new Rectangle2D.Double(
                box[1] * scale, box[0] * scale, (box[3] - box[1]) * scale, (box[2] - box[0]) * scale);
    }

    private static void requireSize(Image image, int height, int width) {
        if (image.height() != height || image.width() != width) {
            throw new IllegalArgumentException("expected the image in which the detections were found, " + height + "x"
                    + width + ", found one of " + image.height() + "x" + image.width());
        }
    }
}
