// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.train.StepReport;

/** Draws the losses of a run as curves of a report. */
public final class LossCurves {
    private LossCurves() {}

    /** Adds a curve of the sum of the losses, and one of each loss. */
    public static HtmlReport add(HtmlReport report, List<StepReport> steps) {
        Map<String, double[]> curves = new LinkedHashMap<>();
        curves.put(
                "total loss",
                steps.stream().mapToDouble(step -> step.losses().total()).toArray());
        steps.stream()
                .flatMap(step -> step.losses().losses().keySet().stream())
                .distinct()
                .forEach(name -> curves.put(
                        name,
                        steps.stream()
                                .mapToDouble(step -> step.losses().losses().getOrDefault(name, Double.NaN))
                                .toArray()));
        return report.curves(steps.stream().mapToDouble(StepReport::step).toArray(), curves);
    }
}
