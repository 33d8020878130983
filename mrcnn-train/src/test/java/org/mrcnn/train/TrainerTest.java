// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TrainerTest {
    private Supplier<String> explanation = () -> "";
    private final List<Integer> saved = new ArrayList<>();
    private final List<Double> rates = new ArrayList<>();
    private final List<Integer> heard = new ArrayList<>();
    private final List<Integer> ended = new ArrayList<>();
    private final List<String> released = new ArrayList<>();
    private long now = 1_000;
    private int batches;

    @Test
    void runsItsSteps() {
        TrainingHistory history = trainer(TrainerTest::fine).steps(5).run(this::next);
        assertThat(history.steps()).hasSize(5);
        assertThat(history.steps().get(4).step()).isEqualTo(5);
        assertThat(history.steps().get(4).elapsedSeconds()).isCloseTo(10, within(1e-9));
        assertThat(history.steps().get(4).stepSeconds()).isCloseTo(2, within(1e-9));
        assertThat(saved).isEmpty();
        assertThat(heard).containsExactly(1, 2, 3, 4, 5);
        assertThat(ended).containsExactly(5);
        assertThat(batches).isEqualTo(5);
        assertThat(released).containsExactly("batch 0", "batch 1", "batch 2", "batch 3", "batch 4");
    }

    @Test
    void batchesThatEndEndTheRun() {
        TrainingHistory history =
                trainer(TrainerTest::fine).run(List.of("one", "two").iterator());
        assertThat(history.steps()).hasSize(2);
        assertThat(released).containsExactly("one", "two");
    }

    @Test
    void savesInBetween() {
        // 2 seconds per step
        trainer(TrainerTest::fine).steps(6).saving(3.5 / 60, this::save).run(this::next);
        assertThat(saved).containsExactly(2, 4);
    }

    @Test
    void resumesAfterAnInterruption() {
        // Of 0.2 minutes, 8 seconds are used: two steps of 2 seconds remain.
        TrainingHistory history = trainer(TrainerTest::fine)
                .steps(100)
                .minutes(0.2)
                .saving(3.5 / 60, this::save)
                .resumingAfter(4, 8)
                .run(this::next);
        assertThat(heard).containsExactly(5, 6);
        assertThat(history.steps().get(1).elapsedSeconds()).isCloseTo(12, within(1e-9));
        assertThat(history.steps().get(0).stepSeconds()).isCloseTo(2, within(1e-9));
        assertThat(saved).isEmpty();
        trainer(TrainerTest::fine)
                .steps(6)
                .saving(1.0 / 60, this::save)
                .resumingAfter(4, 8)
                .run(this::next);
        assertThat(heard).containsExactly(5, 6, 5, 6);
        assertThat(saved).containsExactly(5);
    }

    @Test
    void minutesEndTheRunAndTheScheduleHearsOfThem() {
        // 2 seconds per step: a tenth of a minute is over after 3 of them
        TrainingHistory history = trainer(TrainerTest::fine)
                .minutes(0.1)
                .learningRate((step, timeUsed) -> step + timeUsed)
                .run(this::next);
        assertThat(history.steps()).hasSize(3);
        assertThat(rates.get(0)).isZero();
        assertThat(rates.get(1)).isCloseTo(1 + 1.0 / 3, within(1e-9));
        assertThat(rates.get(2)).isCloseTo(2 + 2.0 / 3, within(1e-9));
    }

    @Test
    void aLossThatIsNotFiniteEndsTheRunUnsaved() {
        Trainer<String> trainer = trainer(
                        step -> step < 3 ? fine(step) : new TrainStep.Result(Records.losses(1, Double.NaN), 2))
                .steps(5);
        assertThatThrownBy(() -> trainer.run(this::next))
                .isInstanceOf(Trainer.NonFiniteLossException.class)
                .hasMessageContaining("Training step 3: expected finite losses, found mrcnn_mask_loss")
                .hasMessageContaining("on the images of batch 2")
                .hasMessageContaining("at learning rate 0.001");
        assertThat(saved).isEmpty();
        assertThat(heard).containsExactly(1, 2);
        assertThat(ended).containsExactly(2);
        assertThat(released).contains("batch 2");
    }

    @Test
    void aGradientThatIsNotFiniteEndsTheRunUnsaved() {
        Trainer<String> trainer = trainer(step -> new TrainStep.Result(Records.losses(1, 1), Double.POSITIVE_INFINITY))
                .steps(5);
        assertThatThrownBy(() -> trainer.run(this::next))
                .isInstanceOf(Trainer.NonFiniteLossException.class)
                .hasMessageContaining("a gradient that is not finite")
                .hasMessageContaining("gradient norm Infinity");
        assertThat(saved).isEmpty();
    }

    @Test
    void whatTheSourceThrowsReachesTheCallerUnsaved() {
        Trainer<String> trainer = trainer(TrainerTest::fine).steps(5);
        assertThatThrownBy(() -> trainer.run(() -> {
                    throw new IllegalStateException("image 7.png is damaged");
                }))
                .hasMessage("image 7.png is damaged");
        assertThat(saved).isEmpty();
        assertThat(ended).containsExactly(0);
    }

    @Test
    void aDiskThatRefusesDoesNotEndTheRunAndIsTriedAgain() {
        List<Integer> tried = new ArrayList<>();
        TrainingHistory history = trainer(TrainerTest::fine)
                .steps(5)
                .saving(1.0 / 60, (steps, seconds) -> {
                    tried.add(steps);
                    throw new IOException("disk full");
                })
                .run(this::next);
        assertThat(history.steps()).hasSize(5);
        assertThat(history.ending()).isEqualTo(TrainingHistory.Ending.STEPS);
        assertThat(tried).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aStopEndsTheRunAfterTheStep() {
        TrainingHistory history = trainer(TrainerTest::fine)
                .steps(5)
                .stopWhen(() -> heard.contains(2))
                .run(this::next);
        assertThat(heard).containsExactly(1, 2);
        assertThat(ended).containsExactly(2);
        assertThat(history.ending()).isEqualTo(TrainingHistory.Ending.STOPPED);
    }

    @Test
    void epochsAverageLossesAndMetrics() {
        List<EpochReport> epochs = new ArrayList<>();
        trainer(TrainerTest::fine)
                .steps(5)
                .stepsPerEpoch(2)
                .listener(new TrainingListener() {
                    @Override
                    public void onStep(StepReport step) {}

                    @Override
                    public void onEpoch(EpochReport epoch) {
                        epochs.add(epoch);
                    }
                })
                .run(this::next);
        assertThat(epochs).extracting(EpochReport::step).containsExactly(2, 4);
        assertThat(epochs).extracting(EpochReport::epoch).containsExactly(1, 2);
        assertThat(epochs.get(1).means().value("rpn_class_loss")).isCloseTo((1 / 3.0 + 1 / 4.0) / 2, within(1e-12));
        assertThat(epochs.get(1).means().total()).isCloseTo((1 / 3.0 + 1 / 4.0) / 2 + 0.5, within(1e-12));
    }

    @Test
    void severalBatchesMakeOneStep() {
        TrainingHistory history =
                trainer(TrainerTest::fine).steps(2).accumulating(3).run(this::next);
        assertThat(history.steps()).hasSize(2);
        assertThat(batches).isEqualTo(6);
        assertThat(released).hasSize(6);
    }

    @Test
    void refusesSettingsThatCannotBe() {
        assertThatThrownBy(() -> trainer(TrainerTest::fine).saving(-1, this::save))
                .hasMessage("trainer: saving: expected 0 or more minutes, found -1.0");
        assertThatThrownBy(() -> trainer(TrainerTest::fine).run(this::next))
                .hasMessageContaining("expected steps(...) or minutes(...) for a source without end");
        assertThatThrownBy(() -> trainer(TrainerTest::fine).resumingAfter(-3, 0))
                .hasMessage("trainer: resuming: expected 0 steps or more, found -3");
        assertThatThrownBy(() -> trainer(TrainerTest::fine)
                        .validating(Validation.every(1, Map::of).patience(2)))
                .hasMessage(
                        "validation: expected a metric to watch with a patience of 2, found none; name it by best(...)");
    }

    private static TrainStep.Result fine(int step) {
        return new TrainStep.Result(Records.losses(1.0 / step, 0.5), 3);
    }

    private String next() {
        return "batch " + batches++;
    }

    @Test
    void aFaultOfTheExplanationDoesNotHideWhatItExplains() {
        explanation = () -> {
            throw new IllegalStateException("no memory for it");
        };
        Trainer<String> trainer = trainer(step -> new TrainStep.Result(Records.losses(1, Double.NaN), 2))
                .steps(5);
        assertThatThrownBy(() -> trainer.run(this::next))
                .isInstanceOf(Trainer.NonFiniteLossException.class)
                .hasMessageContaining("found mrcnn_mask_loss")
                .hasMessageContaining("looked for: java.lang.IllegalStateException: no memory for it. Lower");
        explanation = () -> "It was the rain.";
        assertThatThrownBy(() -> trainer.run(this::next))
                .hasMessageContaining("at learning rate 0.001. It was the rain. Lower");
    }

    private void save(int steps, double seconds) {
        saved.add(steps);
    }

    /** A trainer whose steps take 2 seconds each. */
    private Trainer<String> trainer(IntFunction<TrainStep.Result> step) {
        TrainStep<String> runner = new TrainStep<>() {
            @Override
            public Result step(String batch, double learningRate) {
                rates.add(learningRate);
                now += 2_000_000_000L;
                return step.apply(rates.size());
            }

            @Override
            public Result step(List<String> several, double learningRate) {
                return step(several.get(0), learningRate);
            }

            @Override
            public String describe(String batch) {
                return "the images of " + batch;
            }

            @Override
            public String explain(List<String> several) {
                return explanation.get();
            }

            @Override
            public void close() {}
        };
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onStep(StepReport report) {
                heard.add(report.step());
            }

            @Override
            public void onEnd(TrainingHistory history) {
                ended.add(history.steps().size());
            }
        };
        return Trainer.of(runner)
                .clock(() -> now)
                .learningRate(1e-3)
                .listener(listener)
                .releasing(released::add);
    }
}
