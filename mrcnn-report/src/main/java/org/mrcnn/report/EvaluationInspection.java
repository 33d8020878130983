package org.mrcnn.report;

import java.util.List;
import java.util.Optional;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.EvaluationResult;
import org.mrcnn.data.evaluation.IouType;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.analysis.Analysis;
import org.mrcnn.report.internal.HtmlReport;

/**
 * One page about an evaluation: its figures, those of every class, precision-recall curves, which class was taken for
 * which, what kinds of errors cost how much, and the worst errors as images.
 */
public final class EvaluationInspection {
    private EvaluationInspection() {}

    /**
     * What was evaluated.
     *
     * @param title of the page
     * @param truth ground truth
     * @param detections what was measured against it
     * @param results of these two, one for each type, in the order of the page
     * @param images how to read them; empty: the page has tables only
     */
    public record Request(
            String title,
            CocoGroundTruth truth,
            List<CocoDetection> detections,
            List<EvaluationResult> results,
            Optional<ImageReader> images) {}

    /** Where the images are. */
    @FunctionalInterface
    public interface ImageReader {
        /**
         * Reads an image.
         *
         * @return height x width x 1 or 3 of the size that the annotations have
         * @throws RuntimeException naming the file if that is not possible; the page then says so
         */
        Image read(CocoGroundTruth.Image image);
    }

    /** Makes the page; analyses are at an overlap of 0.5. */
    public static HtmlReport report(Request request) {
        HtmlReport report = new HtmlReport(request.title()).withContents();
        report.paragraph(request.truth().images().size() + " images, "
                + request.truth().annotations().size() + " annotations, "
                + request.detections().size() + " detections.");
        EvaluationFigures.add(report, request.results());
        for (EvaluationResult result : request.results()) {
            Analysis analysis =
                    Analysis.of(request.truth(), request.detections(), result.settings(), Analysis.USUAL_IOU);
            String type = result.settings().type() == IouType.BBOX ? "Boxes" : "Masks";
            ClassesPart.add(report, type, new ClassesPart.Input(request.truth(), result, analysis));
            ErrorsPart.add(report, type, request, result.settings().type(), analysis.errors());
        }
        return report;
    }

    /** A number of a table, at most 3 decimals; - where there is nothing to measure. */
    static String number(double value) {
        return Double.isNaN(value) || value == -1 ? "-" : DataInspection.format("%.3f", value);
    }
}
