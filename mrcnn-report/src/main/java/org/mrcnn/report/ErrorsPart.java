// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import static org.mrcnn.report.EvaluationReport.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.mrcnn.data.evaluation.IouType;
import org.mrcnn.data.internal.analysis.DetectionError;
import org.mrcnn.data.internal.analysis.ErrorAnalysis;
import org.mrcnn.data.internal.analysis.ErrorType;
import org.mrcnn.report.internal.BarChart;
import org.mrcnn.report.internal.HtmlReport;
import org.mrcnn.report.internal.HtmlReport.Figure;

/** The part about kinds of errors, following TIDE, and the worst of each kind. */
final class ErrorsPart {
    private static final int COLUMNS = 6;
    private static final int MOST_IMAGES = 12; // per kind of error
    private static final int MOST_ROWS = 100;

    private final HtmlReport report;
    private final EvaluationReport.Request request;
    private final ErrorImages images;

    ErrorsPart(HtmlReport report, EvaluationReport.Request request, IouType type) {
        this.report = report;
        this.request = request;
        images = new ErrorImages(request, type);
    }

    void add(String name, ErrorAnalysis errors) {
        report.heading(name + ": kinds of errors");
        costs(errors);
        report.heading(name + ": wrong detections");
        wrong(errors.falsePositives());
        report.heading(name + ": objects not found");
        notFound(errors.falseNegatives());
        images.faults().forEach(report::warning);
    }

    private void costs(ErrorAnalysis errors) {
        Map<ErrorType, Integer> counts = errors.counts();
        Map<ErrorType, Double> gains = errors.gains();
        report.paragraph("The kinds of errors are those of TIDE (Bolya et al., ECCV 2020). dAP is the gain in AP at an"
                + " overlap of 0.5, here " + number(errors.averagePrecision())
                + ", if all errors of one kind, and no others, were corrected.");
        List<String> names =
                Stream.of(ErrorType.values()).map(ErrorType::shortName).toList();
        List<String> bars = new ArrayList<>(names);
        List<Double> heights = new ArrayList<>(gains.values());
        bars.addAll(List.of("FP", "FN"));
        heights.addAll(List.of(errors.gainWithoutFalsePositives(), errors.gainWithoutFalseNegatives()));
        report.bars(List.of(
                new BarChart(
                        "dAP",
                        bars,
                        heights.stream().map(h -> Double.isNaN(h) ? 0 : h).toList()),
                new BarChart("errors", names, List.copyOf(counts.values()))));
        List<List<String>> rows = new ArrayList<>();
        for (ErrorType type : ErrorType.values()) {
            rows.add(List.of(
                    type.shortName(), type.meaning(), String.valueOf(counts.get(type)), number(gains.get(type))));
        }
        rows.add(List.of("FP", "every wrong detection left out", "-", number(heights.get(names.size()))));
        rows.add(List.of("FN", "objects that are not found left out", "-", number(heights.get(names.size() + 1))));
        report.table(List.of("kind", "meaning", "errors", "dAP"), rows);
    }

    private void wrong(List<DetectionError> errors) {
        report.paragraph(errors.size() + " detections, the highest scores first.");
        legend();
        for (ErrorType type : ErrorType.values()) {
            List<DetectionError> own =
                    errors.stream().filter(e -> e.type() == type).toList();
            if (!own.isEmpty() && images.shown()) {
                report.subheading(type.shortName() + ": " + type.meaning() + " (" + own.size() + ")");
                gallery(own);
            }
        }
        table(errors, ErrorImages::foundBox);
    }

    private void notFound(List<DetectionError> errors) {
        report.paragraph(errors.size() + " objects, the largest first; with the detection that overlaps each most.");
        legend();
        if (images.shown()) {
            gallery(errors);
        }
        table(errors, ErrorImages::trueBox);
    }

    private void legend() {
        if (images.shown()) {
            report.legend(ErrorImages.LEGEND);
        }
    }

    private void gallery(List<DetectionError> errors) {
        report.gallery(
                COLUMNS,
                errors.stream()
                        .limit(MOST_IMAGES)
                        .flatMap(e -> images.of(e).stream().map(image -> new Figure(caption(e), image)))
                        .toList());
    }

    private String caption(DetectionError error) {
        String score = error.detection()
                .map(d -> DataInspection.format(" %.2f", d.score()))
                .orElse("");
        String overlap = error.iou() > 0 ? DataInspection.format(", IoU %.2f", error.iou()) : "";
        String name = error.type() == ErrorType.MISSED || error.detection().isEmpty() ? truth(error) : detected(error);
        return images.name(error.imageId()) + ": " + name + score + overlap;
    }

    private void table(List<DetectionError> errors, Function<DetectionError, Optional<float[]>> box) {
        if (errors.size() > MOST_ROWS) {
            report.paragraph("The first " + MOST_ROWS + " of " + errors.size() + ":");
        }
        report.table(
                List.of("kind", "image", "detected", "score", "y1, x1, y2, x2", "truth", "annotation id", "IoU"),
                errors.stream().limit(MOST_ROWS).map(e -> row(e, box.apply(e))).toList());
    }

    private List<String> row(DetectionError error, Optional<float[]> box) {
        return List.of(
                error.type().shortName(),
                images.name(error.imageId()),
                detected(error),
                error.detection().map(d -> number(d.score())).orElse("-"),
                box.map(b -> DataInspection.format("%.0f, %.0f, %.0f, %.0f", b[0], b[1], b[2], b[3]))
                        .orElse("-"),
                truth(error),
                error.truth().map(t -> String.valueOf(t.id())).orElse("-"),
                number(error.iou()));
    }

    private String detected(DetectionError error) {
        return error.detection().map(d -> category(d.categoryId())).orElse("-");
    }

    private String truth(DetectionError error) {
        return error.truth().map(t -> category(t.categoryId())).orElse("-");
    }

    private String category(int id) {
        return ClassesPart.name(request.truth(), id);
    }
}
