// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import static org.mrcnn.report.DataInspection.format;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.DetectionConfig;
import org.mrcnn.core.internal.data.Dialect;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.geometry.Coordinates;
import org.mrcnn.data.internal.geometry.RegionMap;
import org.mrcnn.data.internal.geometry.RoiLevels;
import org.mrcnn.data.internal.targets.DetectionRows;
import org.mrcnn.report.internal.BarChart;
import org.mrcnn.report.internal.Canvas;
import org.mrcnn.report.internal.HeatMap;
import org.mrcnn.report.internal.HtmlReport;
import org.mrcnn.report.internal.HtmlReport.Figure;
import org.mrcnn.report.internal.Palette;

/**
 * An HTML page about the processing of one image by a model, stage by stage: network input, pyramid, RPN scores, proposals,
 * classes, masks, detections. It shows at which stage an object was lost. The page is self-contained: it needs no other file
 * and no network access.
 */
public final class ModelReport {
    static final int SIDE = 520;
    private static final int BOXES = 100; // maximum number drawn per stage
    static final Color LINE = new Color(0x00C2FF);

    private final MaskRcnn model;
    private final Image image;
    private final InferenceTrace trace;
    private final HtmlReport report;

    private ModelReport(MaskRcnn model, Image image, String title) {
        this.model = model;
        this.image = image;
        this.trace = TraceReader.trace(model, image);
        this.report = new HtmlReport(title).withContents();
    }

    /**
     * Runs the model on an image.
     *
     * @param image an image with the channels of the model
     * @param title title of the page
     * @return the complete document
     */
    public static String html(MaskRcnn model, Image image, String title) {
        return new ModelReport(model, image, title).page().html();
    }

    /**
     * Runs the model on an image and writes the page. An existing file is replaced.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(MaskRcnn model, Image image, String title, Path file) throws IOException {
        new ModelReport(model, image, title).page().write(file);
    }

    private HtmlReport page() {
        overview();
        activations();
        proposals();
        levels();
        classes();
        new DetectionsPart(report, model, image, trace).add();
        return report.heading("Configuration").preformatted(model.config().toYaml());
    }

    private void overview() {
        Map<String, String> numbers = new LinkedHashMap<>();
        numbers.put("anchors", String.valueOf(trace.rpn().objectness().length));
        numbers.put("enter suppression", String.valueOf(trace.rpn().ranked().length));
        numbers.put("proposals", String.valueOf(trace.rpn().rois().length / 4));
        numbers.put("candidates", String.valueOf(trace.heads().candidates().count()));
        numbers.put("detections", String.valueOf(trace.heads().detections().count()));
        report.paragraph("What is left after each stage:").numbers(numbers);
        report.heading("Network input")
                .gallery(
                        2,
                        List.of(
                                new Figure(
                                        format("image, %d x %d", image.height(), image.width()),
                                        Canvas.of(image, SIDE).image()),
                                new Figure(
                                        format(
                                                "input, %d x %d, scale %.3f",
                                                trace.input().height(),
                                                trace.input().width(),
                                                trace.geometry().scale()),
                                        canvas().image())));
    }

    private Canvas canvas() {
        return Canvas.of(trace.input(), SIDE);
    }

    private void activations() {
        report.heading("Pyramid activations")
                .paragraph(
                        "Mean over the channels of each level, from its lowest value (dark) to its highest (light).");
        List<Figure> figures = new ArrayList<>();
        for (InferenceTrace.Level level : trace.pyramid()) {
            figures.add(new Figure(
                    format("%s, %d x %d", level.name(), level.height(), level.width()),
                    HeatMap.of(level.mean(), level.height(), level.width())));
        }
        report.pixels(figures.size(), figures);
        report.heading("RPN scores")
                .paragraph(
                        "Highest probability of an object among the anchors of each cell, from 0 (dark) to 1 (light).");
        report.pixels(figures.size(), scoreMaps());
    }

    private List<Figure> scoreMaps() {
        List<Figure> figures = new ArrayList<>();
        int perCell = model.config().rpn().anchorsPerCell();
        int every = model.config().rpn().anchorStride();
        int first = 0;
        for (InferenceTrace.Level level : trace.pyramid()) {
            int height = (level.height() + every - 1) / every;
            int width = (level.width() + every - 1) / every;
            float[] best = new float[height * width];
            float highest = 0;
            for (int a = 0; a < height * width * perCell; a++) {
                best[a / perCell] = Math.max(best[a / perCell], trace.rpn().objectness()[first + a]);
                highest = Math.max(highest, best[a / perCell]);
            }
            first += height * width * perCell;
            figures.add(new Figure(
                    format("%s, highest %.3f", level.name(), highest), HeatMap.of(best, height, width, 0, 1)));
        }
        return figures;
    }

    private void proposals() {
        int shown = Math.min(BOXES, trace.rpn().ranked().length);
        report.heading("Proposals")
                .paragraph(format(
                        "The best %d of %d anchors before and after their deltas, and the best %d of %d that survive"
                                + " suppression at IoU %.2f.",
                        shown,
                        trace.rpn().ranked().length,
                        Math.min(BOXES, trace.rpn().rois().length / 4),
                        trace.rpn().rois().length / 4,
                        model.config().rpn().nmsThreshold()));
        report.gallery(
                3,
                List.of(
                        drawn(
                                "anchors",
                                InferenceTrace.rows(
                                        trace.rpn().anchors(), trace.rpn().ranked())),
                        drawn("refined", trace.rpn().refined()),
                        drawn("after suppression", trace.rpn().rois())));
    }

    private Figure drawn(String caption, float[] normalized) {
        float[] boxes = ObjectBox.first(trace.pixels(normalized), BOXES);
        return new Figure(
                caption + ", " + normalized.length / 4,
                canvas().boxes(boxes, LINE).image());
    }

    private void levels() {
        RegionMap own = Dialect.of(model.config()).regionMap();
        int[] levels = new RegionMap(Coordinates.NORMALIZED, own.levels(), own.sampling())
                .levels(
                        trace.rpn().rois(),
                        trace.input().height(),
                        trace.input().width());
        long[] counts = new long[RoiLevels.MAX - RoiLevels.MIN + 1];
        for (int level : levels) {
            counts[level - RoiLevels.MIN]++;
        }
        report.heading("RoI levels").paragraph("The pyramid level that each proposal is pooled from, by its size.");
        List<Figure> figures = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        for (int level = RoiLevels.MIN; level <= RoiLevels.MAX; level++) {
            Canvas canvas = canvas();
            int drawn = 0;
            for (int i = 0; i < levels.length && drawn < BOXES; i++) {
                if (levels[i] == level) {
                    canvas.box(ObjectBox.of(trace.pixels(trace.rpn().rois()), i), Palette.ofClass(level), 1.5f);
                    drawn++;
                }
            }
            figures.add(new Figure("P" + level + ", " + counts[level - RoiLevels.MIN] + " regions", canvas.image()));
            rows.add(List.of("P" + level, String.valueOf(counts[level - RoiLevels.MIN])));
        }
        report.table(List.of("level", "regions"), rows).gallery(4, figures);
    }

    private void classes() {
        int classes = model.labels().size();
        long[] tenths = new long[10];
        long background = 0;
        for (int row = 0; row < trace.heads().probabilities().length; row += classes) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = trace.heads().probabilities()[row + c] > trace.heads().probabilities()[row + best] ? c : best;
            }
            if (best == 0) {
                background++;
            } else {
                tenths[Math.min(9, (int) (10 * trace.heads().probabilities()[row + best]))]++;
            }
        }
        List<String> labels = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        for (int t = 0; t < 10; t++) {
            labels.add(format("%.1f", t / 10.0));
            counts.add(tenths[t]);
        }
        report.heading("Classes before and after filtering")
                .paragraph(format(
                        "%d of %d regions are most likely background. %s Suppression within each class at IoU %.2f and the"
                                + " limit of %d leave the detections.",
                        background,
                        trace.heads().probabilities().length / classes,
                        rule(),
                        model.config().detection().nmsThreshold(),
                        model.config().detection().maxInstances()));
        report.bars(List.of(new BarChart("score of the most likely class, background left out", labels, counts)));
        report.gallery(
                2,
                List.of(
                        ofClasses("candidates", trace.heads().candidates()),
                        ofClasses("detections", trace.heads().detections())));
    }

    private String rule() {
        DetectionConfig config = model.config().detection();
        return format(
                config.multiLabel()
                        ? "With detection.multiLabel every class of a region with a probability of"
                                + " detection.minConfidence, %.2f, or more is a candidate."
                        : "Each other region whose most likely class has a probability of detection.minConfidence, %.2f, or"
                                + " more is a candidate.",
                config.minConfidence());
    }

    private Figure ofClasses(String caption, DetectionRows rows) {
        Canvas canvas = canvas();
        float[] boxes = trace.pixels(InferenceTrace.boxes(rows));
        for (int i = rows.count() - 1; i >= 0; i--) {
            canvas.box(ObjectBox.of(boxes, i), Palette.ofClass((int) rows.rows()[6 * i + 4]), 1.5f);
        }
        return new Figure(caption + ", " + rows.count(), canvas.image());
    }
}
