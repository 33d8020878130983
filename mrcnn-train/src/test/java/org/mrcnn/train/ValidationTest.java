// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.mrcnn.losses.LossReport;

class ValidationTest {
    private final List<Integer> saved = new ArrayList<>();
    private final List<ValidationReport> heard = new ArrayList<>();

    /** Steps that do nothing; their loss on validation data is the batch. */
    private static final class Echo implements TrainStep<Double> {
        @Override
        public Result step(Double batch, double learningRate) {
            return new Result(Records.losses(batch, 0), 1);
        }

        @Override
        public LossReport evaluate(Double batch) {
            return Records.losses(batch, 0);
        }

        @Override
        public void close() {}
    }

    private TrainingHistory run(Validation validation, int steps) {
        return Trainer.of(new Echo())
                .learningRate(1)
                .steps(steps)
                .validating(validation)
                .listener(new TrainingListener() {
                    @Override
                    public void onStep(StepReport step) {}

                    @Override
                    public void onValidation(ValidationReport validation) {
                        heard.add(validation);
                    }
                })
                .run(() -> 1.0);
    }

    private static Validation of(int every, String name, double... values) {
        Iterator<Double> next = java.util.Arrays.stream(values).boxed().toList().iterator();
        return Validation.every(every, () -> Map.of(name, next.next()));
    }

    @Test
    void theBestIsSavedAndPatienceEndsTheRun() {
        Validation validation = of(10, "mask_ap", 0.1, 0.3, 0.2, 0.3, 0.9)
                .best("mask_ap", (steps, seconds) -> saved.add(steps))
                .patience(2);
        TrainingHistory history = run(validation, 1000);
        assertThat(saved).containsExactly(10, 20);
        assertThat(heard).extracting(ValidationReport::best).containsExactly(true, true, false, false);
        assertThat(history.ending()).isEqualTo(TrainingHistory.Ending.PATIENCE);
        assertThat(history.validations()).isEqualTo(heard);
        assertThat(history.steps()).hasSize(40);
    }

    @Test
    void lossesShouldFallAndAResumedRunKnowsTheBest() {
        Validation first = of(1, "total_loss", 0.5, 0.4, 0.7).best("total_loss", (steps, seconds) -> saved.add(steps));
        run(first, 3);
        assertThat(saved).containsExactly(1, 2);
        Validation second = of(1, "total_loss", 0.45, 0.3)
                .best("total_loss", (steps, seconds) -> saved.add(steps))
                .patience(2)
                .restore(first.state());
        TrainingHistory history = run(second, 2);
        assertThat(history.steps()).hasSize(1);
        assertThat(saved).containsExactly(1, 2);
    }

    @Test
    void aValidationThatWasGivenUpEndsTheRunAndIsMadeFirstWhenItResumes() {
        Validation stopped = Validation.every(2, () -> {
            throw new CancellationException("a signal");
        });
        TrainingHistory first = run(stopped, 9);
        assertThat(first.ending()).isEqualTo(TrainingHistory.Ending.STOPPED);
        assertThat(first.steps()).hasSize(2);
        assertThat(heard).isEmpty();
        Trainer<Double> resumed =
                Trainer.of(new Echo()).learningRate(1).steps(4).resumingAfter(2, 1);
        TrainingHistory second = resumed.validating(of(2, "mask_ap", 0.1, 0.2).restore(stopped.state()))
                .run(() -> 1.0);
        assertThat(second.validations()).extracting(ValidationReport::step).containsExactly(2, 4);
        Validation made = of(2, "mask_ap", 0.3);
        run(made, 2);
        assertThat(made.isMissing(2)).isFalse();
        assertThat(of(2, "mask_ap").restore(Map.of("best", 0.1)).isMissing(2))
                .as("of an earlier version")
                .isFalse();
    }

    @Test
    void aDiskThatRefusesTheBestModelDoesNotEndTheRun() {
        Validation validation = of(1, "mask_ap", 0.1, 0.2).best("mask_ap", (steps, seconds) -> {
            throw new IOException("disk full");
        });
        assertThat(run(validation, 2).steps()).hasSize(2);
    }

    @Test
    void lossesAreMeansOfBatches() {
        Map<String, Double> values = Validation.losses(
                        new Echo(), () -> List.of(1.0, 2.0).iterator())
                .values();
        assertThat(values).containsEntry("rpn_class_loss", 1.5).containsEntry("total_loss", 1.5);
        assertThat(values.keySet()).first().isEqualTo("total_loss");
    }

    @Test
    void theHistoryHasAColumnForEachValue() {
        TrainingHistory history = run(of(2, "mask_ap", 0.25), 3);
        List<String> lines = history.toCsv().lines().toList();
        assertThat(lines.get(0)).endsWith(",val_mask_ap");
        assertThat(lines.get(1)).endsWith(",");
        assertThat(lines.get(2)).endsWith(",0.25");
        assertThat(history.toJson()).contains("\"val_mask_ap\":0.25");
    }

    @Test
    void refusesAMetricThatIsNotThere() {
        assertThatThrownBy(() -> run(of(1, "mask_ap", 0.1).best("box_ap", (steps, seconds) -> {}), 1))
                .hasMessage("validation: expected a metric among [mask_ap] to watch, found box_ap");
        assertThatThrownBy(() -> of(0, "mask_ap")).hasMessageContaining("expected 1 step or more between two");
    }

    @Test
    void aValueWhoseNameDoesNotSayItMayBeBetterWhenLower() {
        run(of(1, "error", 0.5, 0.4, 0.7).lowest("error", (steps, seconds) -> saved.add(steps)), 3);
        assertThat(saved).containsExactly(1, 2);
    }

    @Test
    void aValueWhoseNameSaysOtherwiseMayBeBetterWhenHigher() {
        run(of(1, "avoided_loss", 0.5, 0.4, 0.7).highest("avoided_loss", (steps, seconds) -> saved.add(steps)), 3);
        assertThat(saved).containsExactly(1, 3);
    }

    @Test
    void refusesAnIteratorThatIsUsedUp() {
        Iterator<Double> batches = List.of(1.0).iterator();
        assertThatThrownBy(() -> run(Validation.every(1, Validation.losses(new Echo(), () -> batches)), 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected one batch or more, found none; return a new iterator");
    }
}
