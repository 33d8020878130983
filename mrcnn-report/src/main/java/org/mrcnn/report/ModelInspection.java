package org.mrcnn.report;

import static org.mrcnn.report.DataInspection.format;

import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.geometry.RoiLevels;
import org.mrcnn.data.internal.mask.MaskPaste;
import org.mrcnn.data.internal.targets.DetectionRows;
import org.mrcnn.data.mask.Rle;
import org.mrcnn.report.internal.BarChart;
import org.mrcnn.report.internal.Canvas;
import org.mrcnn.report.internal.HeatMap;
import org.mrcnn.report.internal.HtmlReport;
import org.mrcnn.report.internal.HtmlReport.Figure;
import org.mrcnn.report.internal.Palette;

/** One page about everything that a model does to one image, stage by stage. */
public final class ModelInspection {
    private static final int SIDE = 520;
    private static final int BOXES = 100; // drawn of each stage
    private static final int MASKS = 8;
    private static final int ROWS = 50;
    private static final Color LINE = new Color(0x00C2FF);

    private final MaskRcnn model;
    private final Image image;
    private final InferenceTrace trace;
    private final HtmlReport report;

    private ModelInspection(MaskRcnn model, Image image, String title) {
        this.model = model;
        this.image = image;
        this.trace = InferenceTrace.of(model, image);
        this.report = new HtmlReport(title).withContents();
    }

    /** Runs the model on an image and makes the page. */
    public static HtmlReport report(MaskRcnn model, Image image, String title) {
        ModelInspection page = new ModelInspection(model, image, title);
        page.overview();
        page.activations();
        page.proposals();
        page.levels();
        page.classes();
        page.masks();
        page.found();
        return page.report.heading("Configuration").preformatted(model.config().toYaml());
    }

    private void overview() {
        Map<String, String> numbers = new LinkedHashMap<>();
        numbers.put("anchors", String.valueOf(trace.objectness().length));
        numbers.put("enter suppression", String.valueOf(trace.ranked().length));
        numbers.put("proposals", String.valueOf(trace.rois().length / 4));
        numbers.put("likely enough", String.valueOf(trace.candidates().count()));
        numbers.put("detections", String.valueOf(trace.detections().count()));
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
        int ratios = model.config().rpn().anchorRatios().size();
        int every = model.config().rpn().anchorStride();
        int first = 0;
        for (InferenceTrace.Level level : trace.pyramid()) {
            int height = (level.height() + every - 1) / every;
            int width = (level.width() + every - 1) / every;
            float[] best = new float[height * width];
            float highest = 0;
            for (int a = 0; a < height * width * ratios; a++) {
                best[a / ratios] = Math.max(best[a / ratios], trace.objectness()[first + a]);
                highest = Math.max(highest, best[a / ratios]);
            }
            first += height * width * ratios;
            figures.add(new Figure(
                    format("%s, highest %.3f", level.name(), highest), HeatMap.of(best, height, width, 0, 1)));
        }
        return figures;
    }

    private void proposals() {
        int shown = Math.min(BOXES, trace.ranked().length);
        report.heading("Proposals")
                .paragraph(format(
                        "The best %d of %d anchors before and after their deltas, and the best %d of %d that survive"
                                + " suppression at IoU %.2f.",
                        shown,
                        trace.ranked().length,
                        Math.min(BOXES, trace.rois().length / 4),
                        trace.rois().length / 4,
                        model.config().rpn().nmsThreshold()));
        report.gallery(
                3,
                List.of(
                        drawn("anchors", InferenceTrace.rows(trace.anchors(), trace.ranked())),
                        drawn("refined", trace.refined()),
                        drawn("after suppression", trace.rois())));
    }

    private Figure drawn(String caption, float[] normalized) {
        float[] boxes = ObjectBox.first(trace.pixels(normalized), BOXES);
        return new Figure(
                caption + ", " + normalized.length / 4,
                canvas().boxes(boxes, LINE).image());
    }

    private void levels() {
        int[] levels = RoiLevels.levels(
                trace.rois(), trace.input().height(), trace.input().width());
        long[] counts = new long[RoiLevels.MAX - RoiLevels.MIN + 1];
        for (int level : levels) {
            counts[level - RoiLevels.MIN]++;
        }
        report.heading("ROI levels").paragraph("The pyramid level that each proposal is pooled from, by its size.");
        List<Figure> figures = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        for (int level = RoiLevels.MIN; level <= RoiLevels.MAX; level++) {
            Canvas canvas = canvas();
            int drawn = 0;
            for (int i = 0; i < levels.length && drawn < BOXES; i++) {
                if (levels[i] == level) {
                    canvas.box(ObjectBox.of(trace.pixels(trace.rois()), i), Palette.ofClass(level), 1.5f);
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
        for (int row = 0; row < trace.probabilities().length; row += classes) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = trace.probabilities()[row + c] > trace.probabilities()[row + best] ? c : best;
            }
            if (best == 0) {
                background++;
            } else {
                tenths[Math.min(9, (int) (10 * trace.probabilities()[row + best]))]++;
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
                        "%d of %d regions are most likely background. Of the others those of at least detection.minConfidence, %.2f,"
                                + " are candidates; suppression within each class at IoU %.2f and the limit of %d leave the"
                                + " detections.",
                        background,
                        trace.probabilities().length / classes,
                        model.config().detection().minConfidence(),
                        model.config().detection().nmsThreshold(),
                        model.config().detection().maxInstances()));
        report.bars(List.of(new BarChart("score of the most likely class other than the background", labels, counts)));
        report.gallery(
                2, List.of(ofClasses("candidates", trace.candidates()), ofClasses("detections", trace.detections())));
    }

    private Figure ofClasses(String caption, DetectionRows rows) {
        Canvas canvas = canvas();
        float[] boxes = trace.pixels(InferenceTrace.boxes(rows));
        for (int i = rows.count() - 1; i >= 0; i--) {
            canvas.box(ObjectBox.of(boxes, i), Palette.ofClass((int) rows.rows()[6 * i + 4]), 1.5f);
        }
        return new Figure(caption + ", " + rows.count(), canvas.image());
    }

    private void masks() {
        report.heading("Masks")
                .paragraph(format(
                        "The best detections: the mask as the network gives it, %d x %d probabilities, and pasted into its"
                                + " box at 0.5.",
                        trace.maskSide(), trace.maskSide()));
        float[] boxes = trace.pixels(InferenceTrace.boxes(trace.detections()));
        List<Figure> soft = new ArrayList<>();
        List<Figure> pasted = new ArrayList<>();
        for (int i = 0; i < Math.min(MASKS, trace.detections().count()); i++) {
            float[] box = ObjectBox.of(boxes, i);
            float[] mask = trace.masks().get(i);
            Crop crop = Crop.around(box, 1.4, trace.input());
            Rle rle = MaskPaste.SUB_PIXEL.paste(
                    mask,
                    trace.maskSide(),
                    box,
                    trace.input().height(),
                    trace.input().width());
            soft.add(new Figure(label(i), HeatMap.of(mask, trace.maskSide(), trace.maskSide(), 0, 1)));
            pasted.add(new Figure(
                    rle.area() + " pixels",
                    Canvas.of(crop.of(trace.input()), 160)
                            .mask(crop.of(rle), LINE)
                            .box(crop.of(box), LINE, 1)
                            .image()));
        }
        report.pixels(MASKS, soft).gallery(MASKS, pasted);
    }

    private String label(int i) {
        float[] row = trace.detections().rows();
        return format("%s %.2f", model.labels().get((int) row[6 * i + 4]), row[6 * i + 5]);
    }

    private void found() {
        report.heading("Detections")
                .gallery(
                        1,
                        List.of(new Figure(
                                "on the image", Canvas.shrink(Drawing.draw(image, model.detect(image)), 1000))));
        List<List<String>> rows = new ArrayList<>();
        float[] normalized = InferenceTrace.boxes(trace.detections());
        float[] boxes = trace.pixels(normalized);
        for (int i = 0; i < Math.min(ROWS, trace.detections().count()); i++) {
            float[] box = ObjectBox.of(boxes, i);
            rows.add(List.of(
                    String.valueOf(i + 1),
                    model.labels().get((int) trace.detections().rows()[6 * i + 4]),
                    format("%.3f", trace.detections().rows()[6 * i + 5]),
                    format("%.0f, %.0f, %.0f, %.0f", box[0], box[1], box[2], box[3]),
                    "P"
                            + RoiLevels.level(
                                    normalized,
                                    i,
                                    trace.input().height(),
                                    trace.input().width())));
        }
        report.paragraph(
                "Boxes y1, x1, y2, x2 in pixels of the network's input; the level is that of the mask's features.");
        report.table(List.of("rank", "class", "score", "box", "level"), rows);
    }
}
