// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * All steps and validations of a run.
 *
 * @param steps the steps in order
 * @param validations the validations in order
 * @param ending what ended the run
 */
public record TrainingHistory(List<StepReport> steps, List<ValidationReport> validations, Ending ending) {
    public TrainingHistory {
        steps = List.copyOf(steps);
        validations = List.copyOf(validations);
    }

    /** Creates the history of a run that made all its steps and had no validations. */
    public TrainingHistory(List<StepReport> steps) {
        this(steps, List.of(), Ending.STEPS);
    }

    /** The reasons why a run ends. */
    public enum Ending {
        /** All steps were made. */
        STEPS,
        /** The minutes were used up. */
        MINUTES,
        /** There were no more batches. */
        BATCHES,
        /** The condition of {@link Trainer#stopWhen} became true. */
        STOPPED,
        /** The watched metric no longer improved. */
        PATIENCE,
        /** An exception was thrown. */
        FAILURE
    }

    /** A history that is being recorded. */
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
     * Returns a CSV table with a header and one line per step. Numbers have a decimal point. The columns are the losses and
     * metrics of the first step, then those of the validations with the prefix {@code val_}, which are in the line of the step
     * before the validation.
     */
    public String toCsv() {
        HistoryTable table = new HistoryTable(this);
        StringBuilder csv = new StringBuilder(steps.isEmpty() ? "" : table.header() + "\n");
        steps.forEach(step -> csv.append(table.line(step)).append('\n'));
        return csv.toString();
    }

    /** Returns a JSON array with one object per step, whose keys are the columns of {@link #toCsv}. */
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
