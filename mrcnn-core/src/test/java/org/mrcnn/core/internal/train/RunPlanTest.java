// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ScheduleConfig;
import org.mrcnn.core.config.StageConfig;
import org.mrcnn.core.config.TrainConfig;

class RunPlanTest {
    private static final TrainConfig TRAIN = TrainConfig.defaults().withLimits(20, 0);

    private static List<String> notes(TrainConfig train) {
        return RunPlan.of(MaskRcnnConfig.defaults().withTrain(train), 10).notes(10);
    }

    @Test
    void whatNoStepOfTheScheduleReachesIsNoted() {
        ScheduleConfig warm = ScheduleConfig.cosine(4);
        assertThat(notes(TRAIN.withSchedule(warm))).isEmpty();
        assertThat(notes(TRAIN.withSchedule(warm.withUnit(ScheduleConfig.Unit.EPOCHS))))
                .isEmpty();
        TrainConfig staged = TRAIN.withStages(List.of(StageConfig.of("heads", 4), StageConfig.of("all", 3)));
        assertThat(notes(staged.withSchedule(warm)))
                .containsExactly("train.stages[1]: train.schedule.warmupSteps: the warm-up has 4 steps, of which only 3"
                        + " come: the full learning rate is never reached; shorten it");
        assertThat(notes(TRAIN.withEpochs(2)
                        .withSchedule(new ScheduleConfig(ScheduleConfig.Kind.STEPS, 0, List.of(5, 10)))))
                .containsExactly(
                        "train.schedule.milestones: 10 lies behind the last of 10 steps: the learning rate does"
                                + " not fall there");
    }

    @Test
    void imagesThatComeSeveralTimesInAStepAreNoted() {
        assertThat(notes(TRAIN.withBatchSize(4).withAccumulate(3)))
                .containsExactly(
                        "train.batchSize times train.accumulate is 12, but there are 10 images to train on: some"
                                + " come more than once in every step");
    }

    @Test
    void lengthsInEpochsThatNoCountOfStepsCanHoldAreNamed() {
        int most = 1_000_000_000;
        ScheduleConfig epochs = ScheduleConfig.cosine(most).withUnit(ScheduleConfig.Unit.EPOCHS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> notes(TRAIN.withSchedule(epochs)))
                .withMessage(
                        "train.schedule.warmupSteps: expected at most 2147483647 steps, found 1000000000 epochs of 5"
                                + " steps");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> notes(TRAIN.withEpochs(most)))
                .withMessageStartingWith("train.epochs: expected at most 2147483647 steps");
        ScheduleConfig steps = new ScheduleConfig(ScheduleConfig.Kind.STEPS, 0, List.of(1, most));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> notes(TRAIN.withSchedule(steps.withUnit(ScheduleConfig.Unit.EPOCHS))))
                .withMessageStartingWith("train.schedule.milestones: expected at most 2147483647 steps");
        StageConfig stage = StageConfig.of("heads", most);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> notes(TRAIN.withStages(List.of(stage, stage, stage))))
                .withMessage("train.stages: expected at most 2147483647 steps in all stages, found more");
    }
}
