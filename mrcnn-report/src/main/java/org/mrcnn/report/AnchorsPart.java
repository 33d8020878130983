package org.mrcnn.report;

import static org.mrcnn.report.DataInspection.format;
import static org.mrcnn.report.DataInspection.percent;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.inspect.AnchorRecall;
import org.mrcnn.data.internal.inspect.ImageFacts;
import org.mrcnn.data.internal.loader.TrainingSettings;
import org.mrcnn.data.internal.targets.AnchorCoverage;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.data.internal.targets.AnchorSettings;
import org.mrcnn.data.internal.targets.RpnTargets;
import org.mrcnn.report.internal.Canvas;
import org.mrcnn.report.internal.HtmlReport;
import org.mrcnn.report.internal.HtmlReport.Figure;
import org.mrcnn.report.internal.Palette;

/** How the anchors reach the objects, scales that would reach more, and what the RPN is taught. */
final class AnchorsPart {
    private static final double[] SIDES = {0, 8, 16, 32, 64, 128, 256, Double.POSITIVE_INFINITY};
    private static final int IMAGES = 3;
    private static final int SIDE = 620;
    private static final Color OBJECT = Color.WHITE;
    private static final Color POSITIVE = new Color(0x2BD96B);
    private static final Color NEGATIVE = new Color(0xFF3D71);
    private static final Color MISSED = new Color(0xFFC21A);

    private AnchorsPart() {}

    static void add(HtmlReport report, DataInspection of) {
        report.heading("Anchors");
        if (of.suggested().isEmpty()) {
            report.paragraph("No objects to match with anchors.");
            return;
        }
        AnchorRecall better = of.suggested().orElseThrow();
        report.paragraph(format(
                "Scales now %s, suggested %s. Three ways to choose them were measured with the real anchors and"
                        + " strides, and the one with the highest mean over the objects of their best IoU is suggested:"
                        + " the centres of the clusters of the objects' sides (square root of the box area after the"
                        + " resize) under the distance 1 - IoU, as YOLO9000 chooses its priors, and scales that double"
                        + " from the lower quartile or from the median of the sides. That mean is %.3f now and %.3f with"
                        + " the suggestion.",
                DataInspection.scales(of.anchors()),
                DataInspection.scales(better),
                of.anchors().meanIou(),
                better.meanIou()));
        report.table(
                List.of(
                        "side, pixels",
                        "objects",
                        "now, IoU 0.5",
                        "suggested, IoU 0.5",
                        "now, IoU 0.7",
                        "suggested, IoU 0.7"),
                recall(of.anchors(), better));
        report.paragraph(format(
                "No anchor reaches %s of the objects at IoU 0.5 and %s at IoU 0.7, where an anchor counts as positive;"
                        + " those have only their best anchor to learn from.",
                percent(1 - of.anchors().recall(0.5)), percent(1 - of.anchors().recall(0.7))));
        pictures(report, of);
    }

    private static List<List<String>> recall(AnchorRecall now, AnchorRecall better) {
        List<List<String>> rows = new ArrayList<>();
        for (int b = 0; b + 1 < SIDES.length; b++) {
            String name = b + 2 == SIDES.length
                    ? format("%.0f and more", SIDES[b])
                    : format("%.0f to %.0f", SIDES[b], SIDES[b + 1]);
            rows.add(row(name, now, better, SIDES[b], SIDES[b + 1]));
        }
        rows.add(row("all", now, better, 0, Double.POSITIVE_INFINITY));
        return rows;
    }

    private static List<String> row(String name, AnchorRecall now, AnchorRecall better, double from, double to) {
        return List.of(
                name,
                String.valueOf(now.count(from, to)),
                percent(now.recall(0.5, from, to)),
                percent(better.recall(0.5, from, to)),
                percent(now.recall(0.7, from, to)),
                percent(better.recall(0.7, from, to)));
    }

    private static void pictures(HtmlReport report, DataInspection of) {
        TrainingSettings settings =
                DataSettings.training(of.config(), of.labels().size());
        AnchorGenerator generator = new AnchorGenerator(settings.anchors());
        List<Figure> figures = new ArrayList<>();
        for (ImageFacts image : ImagesPart.chosen(of, IMAGES)) {
            long seed = of.request().seed() + image.index();
            NetworkSample input = NetworkSample.of(of.request().data().load(image.index()), settings.resize(), seed);
            Image picture = input.sample().image();
            double[] anchors = generator.exactPixels(picture.height(), picture.width());
            if (figures.isEmpty()) {
                figures.add(new Figure(
                        "anchors of every level in the middle, all ratios",
                        middle(picture, settings.anchors(), anchors)));
            }
            figures.add(targets(image, input, anchors, settings, seed));
        }
        report.subheading("Anchors and RPN targets")
                .paragraph(
                        "White: objects. Yellow: objects that no anchor reaches at IoU 0.5. Green: positive anchors of"
                                + " one training step. Red dots: centres of its negative ones. All others are neutral.");
        report.gallery(2, figures);
    }

    private static Image middle(Image picture, AnchorSettings config, double[] anchors) {
        Canvas canvas = Canvas.of(picture, SIDE);
        int ratios = config.ratios().length;
        int[] strides = config.strides();
        int first = 0;
        for (int level = 0; level < strides.length; level++) {
            int step = strides[level] * config.anchorStride();
            int rows = cells(picture.height(), strides[level], config.anchorStride());
            int columns = cells(picture.width(), strides[level], config.anchorStride());
            int row = Math.min(rows - 1, picture.height() / 2 / step);
            int column = Math.min(columns - 1, picture.width() / 2 / step);
            for (int r = 0; r < ratios; r++) {
                canvas.box(
                        box(anchors, first + (row * columns + column) * ratios + r), Palette.ofClass(level + 1), 1.5f);
            }
            first += rows * columns * ratios;
        }
        return canvas.image();
    }

    private static int cells(int side, int stride, int anchorStride) {
        int cells = (side + stride - 1) / stride;
        return (cells + anchorStride - 1) / anchorStride;
    }

    private static Figure targets(
            ImageFacts image, NetworkSample input, double[] anchors, TrainingSettings settings, long seed) {
        float[] boxes = input.sample().boxes();
        RpnTargets targets =
                RpnTargets.build(settings.rpn(), anchors, input.sample().classIds(), boxes, new SplittableRandom(seed));
        double[] best = AnchorCoverage.bestIou(anchors, boxes);
        Canvas canvas = Canvas.of(input.sample().image(), SIDE);
        int positives = 0;
        int negatives = 0;
        for (int a = 0; a < targets.match().length; a++) {
            if (targets.match()[a] < 0) {
                canvas.dot(box(anchors, a), NEGATIVE);
                negatives++;
            }
        }
        for (int i = 0; i < best.length; i++) {
            canvas.box(ObjectBox.of(boxes, i), best[i] < 0.5 ? MISSED : OBJECT, best[i] < 0.5 ? 3 : 1);
        }
        for (int a = 0; a < targets.match().length; a++) {
            if (targets.match()[a] > 0) {
                canvas.box(box(anchors, a), POSITIVE, 1);
                positives++;
            }
        }
        return new Figure(
                format("%s: %d positive, %d negative, %d objects", image.name(), positives, negatives, best.length),
                canvas.image());
    }

    private static float[] box(double[] anchors, int i) {
        return new float[] {
            (float) anchors[4 * i], (float) anchors[4 * i + 1], (float) anchors[4 * i + 2], (float) anchors[4 * i + 3]
        };
    }
}
