// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.mrcnn.losses.LossReport;

/** The mean of the loss reports of one objective. */
public final class LossMeans {

    private final List<LossReport> reports = new ArrayList<>();

    /** Counts one more. */
    public LossMeans add(LossReport report) {
        reports.add(report);
        return this;
    }

    /** Whether there is none yet. */
    public boolean isEmpty() {
        return reports.isEmpty();
    }

    /** The mean of all since the beginning; there must be one at least. */
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
