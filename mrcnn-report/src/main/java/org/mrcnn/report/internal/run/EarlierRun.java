// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.losses.LossReport;
import org.mrcnn.train.StepReport;
import org.mrcnn.train.ValidationReport;

/** The steps of a run before it was resumed, read from its log, so that the page shows the complete run. */
record EarlierRun(List<StepReport> steps, List<ValidationReport> validations) {
    private static final String VALIDATION = "val_";

    /**
     * Reads the rows of a log.
     *
     * @param table history.csv of a {@link org.mrcnn.train.TrainingLog}; it does not exist for a new run
     * @param next first step of the resumed run
     * @throws IOException if the table cannot be read
     */
    static EarlierRun before(Path table, StepReport next) throws IOException {
        EarlierRun run = new EarlierRun(new ArrayList<>(), new ArrayList<>());
        List<String> lines = Files.exists(table) ? Files.readAllLines(table) : List.of();
        String[] names = lines.isEmpty() ? new String[0] : lines.get(0).split(",");
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            Map<String, Double> row = row(names, line.split(",", -1));
            if (row.getOrDefault("step", Double.MAX_VALUE) < next.step()) {
                run.add(row, next.losses());
            }
        }
        return run;
    }

    private static Map<String, Double> row(String[] names, String... cells) {
        Map<String, Double> row = new LinkedHashMap<>();
        for (int i = 0; i < names.length && cells.length == names.length; i++) {
            if (!cells[i].isEmpty()) {
                row.put(names[i], Double.valueOf(cells[i]));
            }
        }
        return row;
    }

    private void add(Map<String, Double> row, LossReport like) {
        Map<String, Double> losses = new LinkedHashMap<>();
        like.losses().keySet().forEach(name -> losses.put(name, row.getOrDefault(name, Double.NaN)));
        int step = row.get("step").intValue();
        double elapsed = row.getOrDefault("elapsed_seconds", 0.0);
        steps.add(new StepReport(
                step,
                elapsed,
                row.getOrDefault("step_seconds", 0.0),
                row.getOrDefault("learning_rate", Double.NaN),
                row.getOrDefault("gradient_norm", Double.NaN),
                new LossReport(losses, like.weights(), row.getOrDefault("total_loss", Double.NaN), Map.of())));
        Map<String, Double> validated = new LinkedHashMap<>();
        row.forEach((name, value) -> {
            if (name.startsWith(VALIDATION)) {
                validated.put(name.substring(VALIDATION.length()), value);
            }
        });
        if (!validated.isEmpty()) {
            validations.add(new ValidationReport(step, elapsed, validated, false));
        }
    }
}
