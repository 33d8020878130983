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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;
import org.mrcnn.report.internal.AwtImages;
import org.mrcnn.report.internal.ChipLayout;
import org.mrcnn.report.internal.MaskOutline;
import org.mrcnn.report.internal.Palette;

/**
 * Draws objects on an image: masks as a tint with an outline, boxes, and labels with scores. Small images are
 * enlarged by a whole factor first; lines and letters grow with the image. Objects of one class have a colour each,
 * objects of several classes the colour of their class. A label that finds no free place is left out, its box stays.
 */
public final class Drawing {
    private static final int GOOD_SIDE = 900; // pixels of the long side below which images are enlarged
    private static final int MAX_ENLARGEMENT = 8;
    private static final int MANY = 15; // objects of one class above which only the first is named
    private static final float TINT = 0.38f;
    private static final Color HALO = new Color(0, 0, 0, 110);

    private final BufferedImage picture;
    private final Graphics2D pen;
    private final int scale;
    private final float line;

    private Drawing(Image image) {
        int longSide = Math.max(image.height(), image.width());
        scale = Math.max(1, Math.min(MAX_ENLARGEMENT, (GOOD_SIDE + longSide / 2) / longSide));
        picture = AwtImages.enlarge(image, scale);
        pen = picture.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        int shown = longSide * scale;
        line = Math.max(1.5f, shown / 500f);
        pen.setFont(new Font(Font.SANS_SERIF, Font.BOLD, Math.max(11, Math.round(shown / 62f))));
    }

    /**
     * Draws what a model found.
     *
     * @param image height x width x 1 or 3, of the size that the detections have
     * @return RGB, as large as the image or a whole number of times larger
     * @throws IllegalArgumentException if the sizes differ
     */
    public static Image draw(Image image, Detections found) {
        requireSize(image, found.height(), found.width());
        List<Shape> shapes = new ArrayList<>();
        boolean named = isNamed(found.stream().mapToInt(Detection::classId));
        for (Detection d : found.list()) {
            String name = named || shapes.isEmpty() ? d.label() + " " : "";
            String text = String.format(Locale.ROOT, "%s%.2f", name, d.score());
            shapes.add(new Shape(d.classId(), text, d.box(), d.mask()));
        }
        return draw(image, shapes);
    }

    /**
     * Writes the image with the objects drawn on it as a PNG file.
     *
     * @param image the image in which they were found
     * @throws IOException when the file cannot be written
     */
    public static void write(Image image, Detections found, Path png) throws IOException {
        Images.write(draw(image, found), png);
    }

    /**
     * Draws the annotated objects of a sample; crowd regions are left out.
     *
     * @param labels class names by class id
     */
    public static Image draw(Sample truth, List<String> labels) {
        List<Shape> shapes = new ArrayList<>();
        boolean named = isNamed(IntStream.of(truth.classIds()));
        for (int i = 0; i < truth.count(); i++) {
            if (!truth.isCrowd(i)) {
                float[] box = Arrays.copyOfRange(truth.boxes(), 4 * i, 4 * i + 4);
                int classId = truth.classIds()[i];
                String text = named || shapes.isEmpty() ? labels.get(classId) : "";
                shapes.add(new Shape(classId, text, box, truth.masks().get(i)));
            }
        }
        return draw(truth.image(), shapes);
    }

    /** Whether every label names its class: one name on a crowd of one class says enough. */
    private static boolean isNamed(IntStream classIds) {
        int[] ids = classIds.toArray();
        return ids.length <= MANY || IntStream.of(ids).distinct().count() > 1;
    }

    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Shape(int classId, String text, float[] box, Rle mask) {}

    private static Image draw(Image image, List<Shape> shapes) {
        Drawing drawing = new Drawing(image);
        Color[] colours = colours(shapes);
        for (int i = shapes.size() - 1; i >= 0; i--) { // the best last: on top
            drawing.mask(shapes.get(i), colours[i]);
        }
        for (int i = shapes.size() - 1; i >= 0; i--) {
            drawing.box(shapes.get(i), colours[i]);
        }
        List<Rectangle2D> boxes =
                shapes.stream().map(s -> drawing.rectangle(s.box())).toList();
        ChipLayout layout = new ChipLayout(drawing.picture.getWidth(), drawing.picture.getHeight(), boxes);
        for (int i = 0; i < shapes.size(); i++) { // the best first: it has the choice of places
            drawing.label(shapes.get(i), colours[i], layout);
        }
        drawing.pen.dispose();
        return AwtImages.toImage(drawing.picture);
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

    /** A line with a soft dark rim, to be seen on grounds of its own colour. */
    private void stroke(java.awt.Shape shape, Color colour, float width) {
        pen.setColor(HALO);
        pen.setStroke(new BasicStroke(1.9f * width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        pen.draw(shape);
        pen.setColor(colour);
        pen.setStroke(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        pen.draw(shape);
    }

    private void label(Shape shape, Color colour, ChipLayout layout) {
        if (shape.text().isEmpty()) {
            return;
        }
        FontMetrics metrics = pen.getFontMetrics();
        double pad = 0.3 * metrics.getAscent();
        double chipWidth = metrics.stringWidth(shape.text()) + 2 * pad;
        double chipHeight = metrics.getAscent() + pad;
        layout.place(rectangle(shape.box()), chipWidth, chipHeight).ifPresent(chip -> {
            double round = chipHeight / 3;
            pen.setColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 235));
            pen.fill(new RoundRectangle2D.Double(
                    chip.getX(), chip.getY(), chip.getWidth(), chip.getHeight(), round, round));
            pen.setColor(Palette.textOn(colour));
            pen.drawString(
                    shape.text(), (float) (chip.getX() + pad), (float) (chip.getY() + 0.9 * metrics.getAscent()));
        });
    }

    private Rectangle2D rectangle(float[] box) {
        return new Rectangle2D.Double(
                box[1] * scale, box[0] * scale, (box[3] - box[1]) * scale, (box[2] - box[0]) * scale);
    }

    private static void requireSize(Image image, int height, int width) {
        if (image.height() != height || image.width() != width) {
            throw new IllegalArgumentException("the image to draw on is " + image.height() + "x" + image.width()
                    + ", the detections are of one of " + height + "x" + width
                    + "; draw on the image they were found in");
        }
        if (image.channels() != 1 && image.channels() != 3) {
            throw new IllegalArgumentException(
                    "the image to draw on has " + image.channels() + " channels, expected 1 or 3");
        }
    }
}
