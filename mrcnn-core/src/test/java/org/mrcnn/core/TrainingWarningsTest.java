// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.mrcnn.losses.LossReport;
import org.mrcnn.train.StepReport;

class TrainingWarningsTest {
    private final List<String> warnings = new ArrayList<>();
    private final TrainingWarnings listener = new TrainingWarnings(5, warnings::add);

    private void run(int steps, IntToDoubleFunction loss, String lossName, double norm) {
        for (int i = 0; i < steps; i++) {
            Map<String, Double> losses = Map.of(lossName, loss.applyAsDouble(i));
            listener.onStep(new StepReport(
                    i + 1,
                    i,
                    1,
                    0.01,
                    norm,
                    new LossReport(losses, Map.of(lossName, 1.0), loss.applyAsDouble(i), Map.of())));
        }
    }

    @Test
    void aRunThatLearnsIsQuiet() {
        run(2 * TrainingWarnings.WINDOW, i -> 1 / (1.0 + i), "rpn_bbox_loss", 1);
        assertThat(warnings).isEmpty();
    }

    @Test
    void noPositivesAreToldOnceWithARemedyOfTheirLoss() {
        run(TrainingWarnings.STEPS - 1, i -> 0, "mrcnn_mask_loss", 1);
        assertThat(warnings).isEmpty();
        run(2, i -> 0, "mrcnn_mask_loss", 1);
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).contains("mrcnn_mask_loss was exactly 0 in 200 steps", "rpn.proposalsTraining");
    }

    @Test
    void aLossThatDoesNotMoveIsTold() {
        run(2 * TrainingWarnings.WINDOW, i -> 0.7, "mrcnn_class_loss", 1);
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).contains("The loss does not move", "Raise train.optimizer.learningRate");
    }

    @Test
    void aLossThatRisesIsToldWithTheRate() {
        int first = TrainingWarnings.RISING_WINDOW;
        run(2 * first, i -> i < first ? 1 : 2, "mrcnn_class_loss", 1);
        assertThat(warnings).as("one window alone").isEmpty();
        run(first, i -> 2.5, "mrcnn_class_loss", 1);
        run(first, i -> 3, "mrcnn_class_loss", 1);
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0))
                .contains("The loss rises: 2.5 in the last 100 steps, 1.0 in the best before", "now 0.01");
    }

    @Test
    void aGradientThatIsAlwaysClippedIsTold() {
        run(TrainingWarnings.WINDOW - 1, i -> 1 / (1.0 + i), "mrcnn_class_loss", 60);
        assertThat(warnings).isEmpty();
        run(1, i -> 0.001, "mrcnn_class_loss", 60);
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0))
                .contains("The gradient was clipped in each of the last 500 steps", "from a norm of 60.0");
        List<String> none = new ArrayList<>();
        TrainingWarnings unclipped = new TrainingWarnings(0, none::add);
        for (int i = 0; i < TrainingWarnings.WINDOW; i++) {
            unclipped.onStep(new StepReport(
                    i + 1,
                    i,
                    1,
                    0.01,
                    60,
                    new LossReport(Map.of("x", 1.0), Map.of("x", 1.0), 1 / (1.0 + i), Map.of())));
        }
        assertThat(none).isEmpty();
    }
}
