// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * All steps and validations of a run, for reports.
 *
 * @param steps in order
 * @param validations in order
 * @param ending what ended the run
 */
public record TrainingHistory(List<StepReport> steps, List<ValidationReport> validations, Ending ending) {
    public TrainingHistory {
        steps = List.copyOf(steps);
        validations = List.copyOf(validations);
    }

    /** Steps alone, of a run that made all its steps. */
    public TrainingHistory(List<StepReport> steps) {
        this(steps, List.of(), Ending.STEPS);
    }

    /** What ended a run. */
    public enum Ending {
        /** All steps were made. */
        STEPS,
        /** The minutes were used up. */
        MINUTES,
        /** There were no more batches. */
        BATCHES,
        /** The condition of {@link Trainer#stopWhen} held. */
        STOPPED,
        /** The watched metric no longer improved. */
        PATIENCE,
        /** An exception. */
        FAILURE
    }

    /** A history in the making. */
    static final class Draft {
        private final List<StepReport> steps = new ArrayList<>();
        private final List<ValidationReport> validations = new ArrayList<>();
        private Ending ending = Ending.FAILURE;

        void add(StepReport step) {
            steps.add(step);
        }

        void add(ValidationReport validation) {
            validations.add(validation);
        }

        void end(Ending by) {
            ending = by;
        }

        TrainingHistory history() {
            return new TrainingHistory(steps, validations, ending);
        }
    }

    /**
     * A table with a header, one line per step; numbers with a decimal point, losses and metrics as in the first step, then
     * those of the validations with {@code val_} before their names, in the lines of the steps that they followed.
     */
    public String toCsv() {
        HistoryTable table = new HistoryTable(this);
        StringBuilder csv = new StringBuilder(steps.isEmpty() ? "" : table.header() + "\n");
        steps.forEach(step -> csv.append(table.line(step)).append('\n'));
        return csv.toString();
    }

    /** A list of objects, one per step, with the names of {@link #toCsv} as keys. */
    public String toJson() {
        try {
            return new JsonMapper()
                    .writeValueAsString(
                            steps.stream().map(new HistoryTable(this)::row).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Plain numbers could not be written as JSON", e);
        }
    }
}
