// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.data.evaluation.EvaluationResult;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.report.internal.HtmlReport;

/** The twelve COCO metrics. */
final class EvaluationFigures {
    private EvaluationFigures() {}

    static void add(HtmlReport report, List<EvaluationResult> results) {
        Map<String, String> first = new LinkedHashMap<>();
        for (String name : List.of("AP", "AP50", "AP75")) {
            results.forEach(result -> first.put(
                    key(result) + " " + name,
                    EvaluationReport.number(result.metrics().get(name))));
        }
        report.numbers(first)
                .heading("Figures of COCO")
                .paragraph(how(results.get(0).settings()));
        List<String> header = new ArrayList<>(List.of("figure"));
        results.forEach(result -> header.add(key(result)));
        report.table(
                header,
                results.get(0).metrics().keySet().stream()
                        .map(name -> {
                            List<String> row = new ArrayList<>(List.of(name));
                            results.forEach(result -> row.add(
                                    EvaluationReport.number(result.metrics().get(name))));
                            return row;
                        })
                        .toList());
    }

    private static String key(EvaluationResult result) {
        return result.settings().type().key();
    }

    private static String how(EvaluationSettings settings) {
        return "AP: mean over overlaps "
                + settings.iouThresholds().stream()
                        .map(t -> DataInspection.format("%.2f", t))
                        .toList()
                + " and classes; at most " + settings.maxDetections()
                + " detections of an image and class. "
                + (settings.corrected() ? "Corrected as by --corrected." : "Computed as by pycocotools.");
    }
}
