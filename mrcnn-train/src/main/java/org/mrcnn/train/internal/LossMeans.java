// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.mrcnn.losses.LossReport;

/** The mean of several loss reports of an objective. */
public final class LossMeans {

    private final List<LossReport> reports = new ArrayList<>();

    /** Adds a report. */
    public LossMeans add(LossReport report) {
        reports.add(report);
        return this;
    }

    /** Returns whether there is no report yet. */
    public boolean isEmpty() {
        return reports.isEmpty();
    }

    /** Returns the mean of all reports, of which there must be at least one. */
    public LossReport mean() {
        LossReport first = reports.get(0);
        double total = reports.stream().mapToDouble(LossReport::total).average().orElseThrow();
        return new LossReport(
                mean(first, LossReport::losses), first.weights(), total, mean(first, LossReport::metrics));
    }

    private Map<String, Double> mean(LossReport first, Function<LossReport, Map<String, Double>> values) {
        Map<String, Double> means = new LinkedHashMap<>();
        for (String name : values.apply(first).keySet()) {
            means.put(
                    name,
                    reports.stream()
                            .mapToDouble(report -> values.apply(report).get(name))
                            .average()
                            .orElseThrow());
        }
        return means;
    }
}
