// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.EvaluationResult;
import org.mrcnn.data.evaluation.IouType;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.Plural;
import org.mrcnn.data.internal.analysis.Analysis;
import org.mrcnn.report.internal.HtmlReport;

/**
 * An HTML page about an evaluation: COCO metrics, in total and per class, precision-recall curves, score thresholds, the
 * confusion of classes, the cost of each kind of error (following TIDE), and the worst errors as images. The page is
 * self-contained: it needs no other file and no network access.
 */
public final class EvaluationReport {
    private final String title;
    private final Request request;

    private EvaluationReport(String title, Request request) {
        this.title = title;
        this.request = request;
    }

    /**
     * The input of the report.
     *
     * @param truth ground truth
     * @param detections the detections evaluated against it
     * @param results results for these two, one for each type, in the order of the page
     * @param images reads an image; if empty, the page has no images
     */
    record Request(
            CocoGroundTruth truth,
            List<CocoDetection> detections,
            List<EvaluationResult> results,
            Optional<Function<CocoGroundTruth.Image, Image>> images) {
        Request {
            Objects.requireNonNull(truth, "truth");
            detections = List.copyOf(detections);
            results = List.copyOf(results);
        }
    }

    /**
     * Creates a report with tables and charts only.
     *
     * @param truth ground truth
     * @param detections the detections evaluated against it
     * @param results results for these two, one for each type (boxes, masks), in the order of the page
     */
    public static EvaluationReport of(
            CocoGroundTruth truth, List<CocoDetection> detections, List<EvaluationResult> results) {
        return new EvaluationReport("Evaluation", new Request(truth, detections, results, Optional.empty()));
    }

    /** Returns a copy with another title than "Evaluation". */
    public EvaluationReport withTitle(String text) {
        return new EvaluationReport(Objects.requireNonNull(text, "text"), request);
    }

    /**
     * Returns a copy with images of the errors.
     *
     * @param reader reads an image, height x width x 1 or 3, in the size of the annotations; if it throws an exception, the
     *     page shows its message in place of the image
     */
    public EvaluationReport withImages(Function<CocoGroundTruth.Image, Image> reader) {
        Objects.requireNonNull(reader, "reader");
        return new EvaluationReport(
                title, new Request(request.truth(), request.detections(), request.results(), Optional.of(reader)));
    }

    /** Returns the complete document. */
    public String html() {
        return page().html();
    }

    /**
     * Writes the page. An existing file is replaced.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(Path file) throws IOException {
        page().write(file);
    }

    /** Creates the page. Errors are analysed at an IoU of 0.5. */
    private HtmlReport page() {
        HtmlReport report = new HtmlReport(title).withContents();
        report.paragraph(Plural.of(request.truth().images().size(), "image") + ", "
                + Plural.of(request.truth().annotations().size(), "annotation") + ", "
                + request.detections().size() + " detections.");
        EvaluationFigures.add(report, request.results());
        for (EvaluationResult result : request.results()) {
            Analysis analysis =
                    Analysis.of(request.truth(), request.detections(), result.settings(), Analysis.USUAL_IOU);
            String type = result.settings().type() == IouType.BBOX ? "Boxes" : "Masks";
            ClassesPart.add(report, type, new ClassesPart.Input(request.truth(), result, analysis));
            new ErrorsPart(report, request, result.settings().type()).add(type, analysis.errors());
        }
        return report;
    }

    /** Formats a number for a table, with at most 3 decimals; "-" if there is nothing to measure. */
    static String number(double value) {
        return Double.isNaN(value) || value == -1 ? "-" : DataInspection.format("%.3f", value);
    }
}
