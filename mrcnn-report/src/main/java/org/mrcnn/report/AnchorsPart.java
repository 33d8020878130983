// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import static org.mrcnn.report.DataInspection.format;
import static org.mrcnn.report.DataInspection.percent;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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
import org.mrcnn.report.internal.Legend;
import org.mrcnn.report.internal.Palette;

/** The part about anchors: how well they match the objects, scales that would match better, and the targets of the RPN. */
final class AnchorsPart {
    private static final double[] SIDES = {0, 8, 16, 32, 64, 128, 256, Double.POSITIVE_INFINITY};
    private static final int IMAGES = 3;
    private static final int SIDE = 620;
    private static final Color OBJECT = Color.WHITE;
    private static final Color POSITIVE = new Color(0x00C2FF);
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
        gallery(report, of);
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

    private static void gallery(HtmlReport report, DataInspection of) {
        TrainingSettings settings =
                DataSettings.training(of.config(), of.labels().size());
        AnchorGenerator generator = new AnchorGenerator(settings.anchors());
        List<Figure> figures = new ArrayList<>();
        for (ImageFacts image : ImagesPart.chosen(of, IMAGES)) {
            long seed = of.request().seed() + image.index();
            NetworkSample input = NetworkSample.of(of.request().data().load(image.index()), settings.resize(), seed);
            Image pixels = input.sample().image();
            double[] anchors = generator.exactPixels(pixels.height(), pixels.width());
            if (figures.isEmpty()) {
                figures.add(new Figure(
                        "anchors of every level in the middle, all ratios",
                        middle(pixels, settings.anchors(), anchors)));
            }
            figures.add(targets(image, input, anchors, settings, seed));
        }
        report.subheading("Anchors and RPN targets")
                .paragraph(
                        "RPN targets of one training step; anchors that are neither positive nor negative are neutral.")
                .legend(List.of(
                        new Legend("object", OBJECT, Legend.Line.SOLID),
                        new Legend("object that no anchor reaches at IoU 0.5", MISSED, Legend.Line.DASHED),
                        new Legend("positive anchor", POSITIVE, Legend.Line.SOLID),
                        new Legend("centre of a negative anchor", NEGATIVE, Legend.Line.DOT)));
        report.gallery(2, figures);
    }

    private static Image middle(Image pixels, AnchorSettings settings, double[] anchors) {
        Canvas canvas = Canvas.of(pixels, SIDE);
        int perCell = settings.perCell();
        int[] strides = settings.strides();
        int first = 0;
        for (int level = 0; level < strides.length; level++) {
            int step = strides[level] * settings.anchorStride();
            int rows = cells(pixels.height(), strides[level], settings.anchorStride());
            int columns = cells(pixels.width(), strides[level], settings.anchorStride());
            int row = Math.min(rows - 1, pixels.height() / 2 / step);
            int column = Math.min(columns - 1, pixels.width() / 2 / step);
            for (int a = 0; a < perCell; a++) {
                canvas.box(
                        box(anchors, first + (row * columns + column) * perCell + a), Palette.ofClass(level + 1), 1.5f);
            }
            first += rows * columns * perCell;
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
        int[] match = RpnTargets.build(
                        settings.rpn(), anchors, input.sample().classIds(), boxes, new SplittableRandom(seed))
                .match();
        double[] best = AnchorCoverage.bestIou(anchors, boxes);
        Canvas canvas = Canvas.of(input.sample().image(), SIDE);
        anchorsOf(match, false).forEach(a -> canvas.dot(box(anchors, a), NEGATIVE));
        for (int i = 0; i < best.length; i++) {
            float[] object = ObjectBox.of(boxes, i);
            if (best[i] < 0.5) {
                canvas.dashedBox(object, MISSED, 3);
            } else {
                canvas.box(object, OBJECT, 1);
            }
        }
        anchorsOf(match, true).forEach(a -> canvas.box(box(anchors, a), POSITIVE, 1));
        return new Figure(
                format(
                        "%s: %d positive, %d negative, %d objects",
                        image.name(),
                        anchorsOf(match, true).count(),
                        anchorsOf(match, false).count(),
                        best.length),
                canvas.image());
    }

    private static IntStream anchorsOf(int[] match, boolean positive) {
        return IntStream.range(0, match.length).filter(a -> positive ? match[a] > 0 : match[a] < 0);
    }

    private static float[] box(double[] anchors, int i) {
        return new float[] {
            (float) anchors[4 * i], (float) anchors[4 * i + 1], (float) anchors[4 * i + 2], (float) anchors[4 * i + 3]
        };
    }
}
