// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All steps of a run, for reports.
 *
 * @param steps in order
 */
public record TrainingHistory(List<StepReport> steps) {
    public TrainingHistory {
        steps = List.copyOf(steps);
    }

    /** A table with a header, one line per step; numbers with a decimal point, losses and metrics as in the first step. */
    public String toCsv() {
        StringBuilder csv = new StringBuilder();
        for (StepReport step : steps) {
            Map<String, Object> row = row(step);
            if (csv.isEmpty()) {
                csv.append(String.join(",", row.keySet())).append('\n');
            }
            List<String> cells = new ArrayList<>();
            row.values().forEach(value -> cells.add(value.toString()));
            csv.append(String.join(",", cells)).append('\n');
        }
        return csv.toString();
    }

    /** A list of objects, one per step, with the names of {@link #toCsv} as keys. */
    public String toJson() {
        try {
            return new JsonMapper()
                    .writeValueAsString(steps.stream().map(TrainingHistory::row).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Plain numbers could not be written as JSON", e);
        }
    }

    private static Map<String, Object> row(StepReport step) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("step", step.step());
        row.put("elapsed_seconds", step.elapsedSeconds());
        row.put("step_seconds", step.stepSeconds());
        row.put("learning_rate", step.learningRate());
        row.put("gradient_norm", step.gradientNorm());
        row.put("total_loss", step.losses().total());
        row.putAll(step.losses().losses());
        row.putAll(step.losses().metrics());
        return row;
    }
}
