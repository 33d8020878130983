// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import static org.mrcnn.report.EvaluationReport.number;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.EvaluationResult;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.data.internal.analysis.Analysis;
import org.mrcnn.data.internal.analysis.ConfusionMatrix;
import org.mrcnn.data.internal.analysis.PrecisionRecall;
import org.mrcnn.data.internal.analysis.ScoreThreshold;
import org.mrcnn.report.internal.HtmlReport;

/** The part about classes: average precision, curves, best score threshold, and confusions. */
final class ClassesPart {
    private static final int MOST_MATRIX = 25; // maximum number of classes in a matrix that fits a page
    private static final int MOST_CONFUSIONS = 40;

    private final HtmlReport report;
    private final Input input;

    /** The input of this part. */
    record Input(CocoGroundTruth truth, EvaluationResult result, Analysis analysis) {
        String name(int categoryId) {
            return ClassesPart.name(truth, categoryId);
        }
    }

    /** Returns the display name of a category. */
    static String name(CocoGroundTruth truth, int categoryId) {
        String name = truth.categories().getOrDefault(categoryId, "");
        return name.isEmpty() ? "category " + categoryId : name;
    }

    private ClassesPart(HtmlReport report, Input input) {
        this.report = report;
        this.input = input;
    }

    static void add(HtmlReport report, String type, Input input) {
        ClassesPart part = new ClassesPart(report, input);
        Map<Integer, PrecisionRecall> curves = input.analysis().precisionRecall();
        report.heading(type + ": classes");
        part.averagePrecision(curves);
        report.heading(type + ": precision over recall");
        part.curves(curves);
        report.heading(type + ": score thresholds");
        PrecisionRecall together = input.analysis().precisionRecallTogether();
        part.thresholds(curves, together);
        report.heading(type + ": confusion");
        part.confusion(together.best(1).map(ScoreThreshold::score).orElse(0.0));
    }

    private void averagePrecision(Map<Integer, PrecisionRecall> curves) {
        List<Integer> limits = input.result().settings().maxDetections();
        List<String> figures = List.of("AP", "AP50", "AP75", "AR" + limits.get(2));
        List<String> header = new ArrayList<>(List.of("class", "objects", "detections"));
        header.addAll(figures);
        List<List<String>> rows = new ArrayList<>();
        curves.forEach((id, curve) -> {
            List<String> row = new ArrayList<>(
                    List.of(input.name(id), String.valueOf(curve.positives()), String.valueOf(curve.detections())));
            Map<String, Double> metrics = input.result().metricsOf(id);
            figures.forEach(name -> row.add(number(metrics.get(name))));
            rows.add(row);
        });
        report.table(header, rows);
    }

    private void curves(Map<Integer, PrecisionRecall> curves) {
        List<Double> overlaps = overlaps(input.result().settings().iouThresholds());
        report.paragraph("Precision (upwards) over recall, as COCO averages it, at several overlaps.");
        Map<String, Map<String, double[]>> charts = new LinkedHashMap<>();
        curves.forEach((id, curve) -> {
            Map<String, double[]> lines = new LinkedHashMap<>();
            for (double overlap : overlaps) {
                double[] precision = input.result().precisionOf(id, overlap);
                lines.put(
                        DataInspection.format("IoU %.2f", overlap),
                        Arrays.stream(precision)
                                .map(p -> p < 0 ? Double.NaN : p)
                                .toArray());
            }
            charts.put(curve.positives() == 0 ? input.name(id) + " (no objects)" : input.name(id), lines);
        });
        report.shares(EvaluationSettings.recallLevels(), charts);
    }

    /** Returns the first, the middle and the last. */
    private static List<Double> overlaps(List<Double> evaluated) {
        return IntStream.of(0, evaluated.size() / 2, evaluated.size() - 1)
                .mapToObj(evaluated::get)
                .distinct()
                .toList();
    }

    private void thresholds(Map<Integer, PrecisionRecall> curves, PrecisionRecall together) {
        report.paragraph("The score threshold with the best F1, the harmonic mean of precision and recall, at an"
                + " overlap of " + input.analysis().iouThreshold() + ".");
        List<List<String>> rows = new ArrayList<>();
        curves.forEach((id, curve) -> rows.add(threshold(input.name(id), curve.best(1))));
        if (curves.size() > 1) {
            rows.add(threshold("all classes", together.best(1)));
        }
        report.table(List.of("class", "score", "F1", "precision", "recall", "right", "wrong", "not found"), rows);
    }

    private static List<String> threshold(String name, Optional<ScoreThreshold> best) {
        return best.map(b -> List.of(
                        name,
                        number(b.score()),
                        number(b.f(1)),
                        number(b.precision()),
                        number(b.recall()),
                        String.valueOf(b.truePositives()),
                        String.valueOf(b.falsePositives()),
                        String.valueOf(b.falseNegatives())))
                .orElse(List.of(name, "-", "-", "-", "-", "-", "-", "-"));
    }

    private void confusion(double leastScore) {
        ConfusionMatrix matrix = input.analysis().confusion(leastScore);
        report.paragraph("Detections with a score of " + number(leastScore)
                + " or more, the threshold with the best F1 of all classes together. Each is matched with the object of"
                + " any class that it overlaps most, by " + input.analysis().iouThreshold()
                + " or more. Background as truth: nothing there;"
                + " background as detection: not found.");
        List<String> names =
                new ArrayList<>(matrix.categoryIds().stream().map(input::name).toList());
        names.add("background");
        if (names.size() <= MOST_MATRIX + 1) {
            report.matrix("truth \\ detected", names, matrix.counts());
        } else {
            report.table(List.of("truth", "detected", "count"), confusions(names, matrix));
        }
    }

    private static List<List<String>> confusions(List<String> names, ConfusionMatrix matrix) {
        record Cell(int truth, int detected, long count) {}
        return IntStream.range(0, matrix.size() * matrix.size())
                .mapToObj(i -> new Cell(
                        i / matrix.size(), i % matrix.size(), matrix.count(i / matrix.size(), i % matrix.size())))
                .filter(cell -> cell.truth() != cell.detected() && cell.count() > 0)
                .sorted(Comparator.comparingLong(Cell::count).reversed())
                .limit(MOST_CONFUSIONS)
                .map(cell -> List.of(names.get(cell.truth()), names.get(cell.detected()), String.valueOf(cell.count())))
                .toList();
    }
}
