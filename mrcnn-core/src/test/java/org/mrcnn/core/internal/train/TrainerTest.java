package org.mrcnn.core.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.config.ScheduleConfig;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.train.StepRecord;
import org.mrcnn.train.StepReport;
import org.mrcnn.train.TrainingHistory;
import org.mrcnn.train.TrainingListener;

class TrainerTest {
    private final List<Integer> saved = new ArrayList<>();
    private final List<Double> rates = new ArrayList<>();
    private final List<Integer> heard = new ArrayList<>();
    private final List<Integer> ended = new ArrayList<>();
    private long now = 1_000;
    private int batches;

    @Test
    void runsItsSteps() throws IOException {
        TrainingHistory history = trainer(TrainConfig.defaults().withLimits(5, 0), 0, TrainerTest::fine)
                .run();
        assertThat(history.steps()).hasSize(5);
        assertThat(history.steps().get(4).step()).isEqualTo(5);
        assertThat(history.steps().get(4).elapsedSeconds()).isCloseTo(10, within(1e-9));
        assertThat(history.steps().get(4).stepSeconds()).isCloseTo(2, within(1e-9));
        assertThat(saved).isEmpty();
        assertThat(heard).containsExactly(1, 2, 3, 4, 5);
        assertThat(ended).containsExactly(5);
        assertThat(batches).isEqualTo(5);
    }

    @Test
    void savesInBetween() throws IOException {
        // 2 seconds a step
        trainer(TrainConfig.defaults().withLimits(6, 0), 3.5 / 60, TrainerTest::fine)
                .run();
        assertThat(saved).containsExactly(2, 4);
    }

    @Test
    void goesOnAfterABreak() throws IOException {
        // Of 0.2 minutes, 8 seconds are used: two steps of 2 seconds remain.
        TrainingHistory history = trainer(TrainConfig.defaults().withLimits(100, 0.2), 3.5 / 60, TrainerTest::fine)
                .run(4, 8);
        assertThat(heard).containsExactly(5, 6);
        assertThat(history.steps().get(1).elapsedSeconds()).isCloseTo(12, within(1e-9));
        assertThat(history.steps().get(0).stepSeconds()).isCloseTo(2, within(1e-9));
        assertThat(saved).isEmpty();
        trainer(TrainConfig.defaults().withLimits(6, 0), 1.0 / 60, TrainerTest::fine)
                .run(4, 8);
        assertThat(heard).containsExactly(5, 6, 5, 6);
        assertThat(saved).containsExactly(5);
    }

    @Test
    void minutesEndTheRunAndLeadTheRate() throws IOException {
        // 2 seconds a step: a tenth of a minute is over after 3 of them
        TrainConfig config = TrainConfig.defaults().withLimits(1000, 0.1).withSchedule(ScheduleConfig.cosine(0));
        TrainingHistory history = trainer(config, 0, TrainerTest::fine).run();
        assertThat(history.steps()).hasSize(3);
        assertThat(rates.get(0)).isCloseTo(0.001, within(1e-12));
        // a third of the cosine: 0.01 + 0.99 * (1 + cos 60 degrees) / 2
        assertThat(rates.get(1)).isCloseTo(0.001 * (0.01 + 0.99 * 0.75), within(1e-9));
    }

    @Test
    void aLossThatIsNotFiniteEndsTheRunUnsaved() {
        Trainer trainer = trainer(
                TrainConfig.defaults().withLimits(5, 0),
                0,
                step -> step < 3 ? fine(step) : new StepReport(Steps.losses(1, Double.NaN), 2));
        assertThatThrownBy(trainer::run)
                .isInstanceOf(NonFiniteLossException.class)
                .hasMessageContaining("Training step 3: expected finite losses, found mrcnn_mask_loss")
                .hasMessageContaining("image20.png (id 20), image21.png (id 21)")
                .hasMessageContaining("The model was not saved");
        assertThat(saved).isEmpty();
        assertThat(heard).containsExactly(1, 2);
        assertThat(ended).containsExactly(2);
    }

    @Test
    void aGradientThatIsNotFiniteEndsTheRunUnsaved() {
        Trainer trainer = trainer(
                TrainConfig.defaults().withLimits(5, 0),
                0,
                step -> new StepReport(Steps.losses(1, 1), Double.POSITIVE_INFINITY));
        assertThatThrownBy(trainer::run)
                .isInstanceOf(NonFiniteLossException.class)
                .hasMessageContaining("a gradient that is not finite")
                .hasMessageContaining("gradient norm Infinity");
        assertThat(saved).isEmpty();
    }

    @Test
    void whatTheLoaderThrowsReachesTheCallerUnsaved() {
        Trainer trainer = trainer(TrainConfig.defaults().withLimits(5, 0), 0, step -> {
            throw new IllegalStateException("image 7.png is damaged");
        });
        assertThatThrownBy(trainer::run).hasMessage("image 7.png is damaged");
        assertThat(saved).isEmpty();
        assertThat(ended).containsExactly(0);
    }

    @Test
    void refusesANegativeInterval() {
        assertThatThrownBy(() -> trainer(TrainConfig.defaults(), -1, TrainerTest::fine))
                .hasMessageContaining("saving: expected 0 or more minutes, found -1");
    }

    private static StepReport fine(int step) {
        return new StepReport(Steps.losses(1.0 / step, 0.5), 3);
    }

    /** A trainer whose steps take 2 seconds each; step n has the images 10 (n - 1) and 10 (n - 1) + 1. */
    private Trainer trainer(TrainConfig config, double saveMinutes, IntFunction<StepReport> step) {
        StepRunner runner = new StepRunner() {
            @Override
            public StepReport step(TrainingBatch batch, double learningRate) {
                rates.add(learningRate);
                now += 2_000_000_000L;
                return step.apply(rates.size());
            }

            @Override
            public void close() {}
        };
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onStep(StepRecord record) {
                heard.add(record.step());
            }

            @Override
            public void onEnd(TrainingHistory history) {
                ended.add(history.steps().size());
            }
        };
        return new Trainer(
                config,
                runner,
                () -> Steps.batch(10L * batches++),
                new Trainer.Saving((steps, seconds) -> saved.add(steps), saveMinutes),
                List.of(listener),
                () -> now);
    }
}
