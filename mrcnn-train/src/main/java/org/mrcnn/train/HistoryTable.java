// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rows of a history: each has a step, and the validation that followed it. */
final class HistoryTable {
    private static final String VALIDATION = "val_";

    private final List<String> names;
    private final Set<String> validated = new LinkedHashSet<>();
    private final Map<Integer, ValidationReport> validations = new HashMap<>();

    HistoryTable(TrainingHistory history) {
        names = history.steps().isEmpty()
                ? List.of()
                : List.copyOf(values(history.steps().get(0)).keySet());
        history.validations().forEach(validation -> {
            validations.put(validation.step(), validation);
            validation.values().keySet().forEach(name -> validated.add(VALIDATION + name));
        });
    }

    String header() {
        List<String> all = new ArrayList<>(names);
        all.addAll(validated);
        return String.join(",", all);
    }

    /** Returns the values in the order of the header; empty fields if there was no validation. */
    String line(StepReport step) {
        Map<String, Object> row = row(step);
        List<String> cells = new ArrayList<>();
        names.forEach(name -> cells.add(String.valueOf(row.get(name))));
        validated.forEach(name -> cells.add(row.containsKey(name) ? String.valueOf(row.get(name)) : ""));
        return String.join(",", cells);
    }

    /** Returns the values of a step by name, and those of the validation after it. */
    Map<String, Object> row(StepReport step) {
        Map<String, Object> row = values(step);
        if (validations.containsKey(step.step())) {
            validations.get(step.step()).values().forEach((name, value) -> row.put(VALIDATION + name, value));
        }
        return row;
    }

    /** Returns the values of a step by name, in the order of the columns. */
    static Map<String, Object> values(StepReport step) {
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
