// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import static org.mrcnn.report.DataInspection.format;

import java.util.ArrayList;
import java.util.List;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.geometry.RoiLevels;
import org.mrcnn.data.internal.mask.MaskPaste;
import org.mrcnn.data.mask.Rle;
import org.mrcnn.report.internal.Canvas;
import org.mrcnn.report.internal.HeatMap;
import org.mrcnn.report.internal.HtmlReport;
import org.mrcnn.report.internal.HtmlReport.Figure;

/** The part about detections in one image: masks as predicted and as pasted, the drawing, and a table. */
final class DetectionsPart {
    private static final int MASKS = 8;
    private static final int ROWS = 50;

    private final HtmlReport report;
    private final MaskRcnn model;
    private final Image image;
    private final InferenceTrace trace;

    DetectionsPart(HtmlReport report, MaskRcnn model, Image image, InferenceTrace trace) {
        this.report = report;
        this.model = model;
        this.image = image;
        this.trace = trace;
    }

    void add() {
        masks();
        found();
    }

    private void masks() {
        report.heading("Masks")
                .paragraph(format(
                        "The best detections: the mask as the network gives it, %d x %d probabilities, and pasted into its"
                                + " box at 0.5.",
                        trace.heads().maskSide(), trace.heads().maskSide()));
        float[] boxes = trace.pixels(InferenceTrace.boxes(trace.heads().detections()));
        List<Figure> soft = new ArrayList<>();
        List<Figure> pasted = new ArrayList<>();
        for (int i = 0; i < Math.min(MASKS, trace.heads().detections().count()); i++) {
            float[] box = ObjectBox.of(boxes, i);
            float[] mask = trace.heads().masks().get(i);
            Crop crop = Crop.around(box, 1.4, trace.input());
            Rle rle = MaskPaste.subPixel()
                    .paste(
                            mask,
                            trace.heads().maskSide(),
                            box,
                            trace.input().height(),
                            trace.input().width());
            soft.add(new Figure(
                    label(i),
                    HeatMap.of(mask, trace.heads().maskSide(), trace.heads().maskSide(), 0, 1)));
            pasted.add(new Figure(
                    rle.area() + " pixels",
                    Canvas.of(crop.of(trace.input()), 160)
                            .mask(crop.of(rle), ModelReport.LINE)
                            .box(crop.of(box), ModelReport.LINE, 1)
                            .image()));
        }
        report.pixels(MASKS, soft).gallery(MASKS, pasted);
    }

    private String label(int i) {
        float[] row = trace.heads().detections().rows();
        return format("%s %.2f", model.labels().get((int) row[6 * i + 4]), row[6 * i + 5]);
    }

    private void found() {
        report.heading("Detections")
                .gallery(
                        1,
                        List.of(new Figure(
                                "on the image", Canvas.shrink(Drawing.draw(image, model.detect(image)), 1000))));
        List<List<String>> rows = new ArrayList<>();
        float[] normalized = InferenceTrace.boxes(trace.heads().detections());
        float[] boxes = trace.pixels(normalized);
        for (int i = 0; i < Math.min(ROWS, trace.heads().detections().count()); i++) {
            float[] box = ObjectBox.of(boxes, i);
            rows.add(List.of(
                    String.valueOf(i + 1),
                    model.labels().get((int) trace.heads().detections().rows()[6 * i + 4]),
                    format("%.3f", trace.heads().detections().rows()[6 * i + 5]),
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
