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
 * One HTML page about an evaluation: COCO figures, those of every class, precision-recall curves, score thresholds, which
 * class was taken for which, what each kind of error costs (after TIDE), and the worst errors as images. The page needs no
 * other file and no network.
 */
public final class EvaluationReport {
    private final String title;
    private final Request request;

    private EvaluationReport(String title, Request request) {
        this.title = title;
        this.request = request;
    }

    /**
     * What was evaluated.
     *
     * @param truth ground truth
     * @param detections what was measured against it
     * @param results of these two, one for each type, in the order of the page
     * @param images how to read them; empty: the page has tables only
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
     * A report with tables and charts only.
     *
     * @param truth ground truth
     * @param detections what was measured against it
     * @param results of these two, one for each type (boxes, masks), in the order of the page
     */
    public static EvaluationReport of(
            CocoGroundTruth truth, List<CocoDetection> detections, List<EvaluationResult> results) {
        return new EvaluationReport("Evaluation", new Request(truth, detections, results, Optional.empty()));
    }

    /** With another heading than "Evaluation". */
    public EvaluationReport withTitle(String text) {
        return new EvaluationReport(Objects.requireNonNull(text, "text"), request);
    }

    /**
     * With images of the errors.
     *
     * @param reader gives the image, height x width x 1 or 3, of the size that the annotations have; it may throw, and the page
     *     then shows the message in place of the image
     */
    public EvaluationReport withImages(Function<CocoGroundTruth.Image, Image> reader) {
        Objects.requireNonNull(reader, "reader");
        return new EvaluationReport(
                title, new Request(request.truth(), request.detections(), request.results(), Optional.of(reader)));
    }

    /** Returns the whole document. */
    public String html() {
        return page().html();
    }

    /**
     * Writes the page; an existing file is replaced.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(Path file) throws IOException {
        page().write(file);
    }

    /** Makes the page; analyses are at an overlap of 0.5. */
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

    /** A number of a table, at most 3 decimals; - where there is nothing to measure. */
    static String number(double value) {
        return Double.isNaN(value) || value == -1 ? "-" : DataInspection.format("%.3f", value);
    }
}
