// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ScheduleConfig;
import org.mrcnn.core.config.StageConfig;
import org.mrcnn.core.config.ValidationConfig;
import org.mrcnn.core.config.ValidationConfig.Mode;
import org.mrcnn.core.internal.graph.TinyNetwork;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.transform.Augmentation;
import org.mrcnn.train.StepReport;
import org.mrcnn.train.TrainingHistory;
import org.mrcnn.train.ValidationReport;

/** Tests runs with stages, averaged weights, accumulated gradients and validation, uninterrupted and resumed. */
class LongRunTest {

    private static final Dataset DATA = new Blocks(7);
    private static final Dataset VALIDATION = new Blocks(3);
    private static final int STEPS = 8;

    @TempDir
    private Path dir;

    /** Returns stages that train the heads, then 4+ with another size and learning rate, then all layers with augmentation. */
    private static MaskRcnnConfig everything() {
        return SmallModels.with(SmallModels.config(1), t -> t.withStages(List.of(
                        StageConfig.of("heads", 3),
                        StageConfig.of("4+", 2).withMaxDimension(128).withLearningRate(1e-3),
                        StageConfig.of("all", 3)
                                .withAugmentations(
                                        List.of(Augmentation.defaults().get(0)))))
                .withSchedule(new ScheduleConfig(ScheduleConfig.Kind.ONE_CYCLE, 2, List.of()))
                .withOptimizer(t.optimizer().withRateFactors(Map.of("heads", 2.0)))
                .withAccumulate(2)
                .withAverageDecay(0.9)
                .withValidation(ValidationConfig.everySteps(2).withMetric("total_loss", 0)));
    }

    private static List<Double> totals(TrainingHistory history) {
        return history.steps().stream().map(step -> step.losses().total()).toList();
    }

    /** Resumes from checkpoints within each stage and at the end of each. */
    @Test
    void aRunWithEverythingResumesWithTheSameBits() throws IOException {
        MaskRcnnConfig config = everything();
        Map<String, float[]> expected;
        TrainingHistory whole;
        try (MaskRcnn model = SmallModels.tiny(config)) {
            whole = Training.of(model, DATA).validation(VALIDATION).run().history();
            expected = SmallModels.values(model);
        }
        Path file = dir.resolve("run.checkpoint");
        try (MaskRcnn model = SmallModels.tiny(config)) {
            Training killed = Training.of(model, DATA)
                    .validation(VALIDATION)
                    .checkpoints(file, 1e-12)
                    .keeping(STEPS)
                    .listener(step -> {
                        if (step.step() == STEPS) {
                            throw new IllegalStateException("killed");
                        }
                    });
            assertThatThrownBy(killed::run).hasMessage("killed");
        }
        for (int doneSteps : new int[] {2, 3, 4, 5}) {
            assertResumes(dir.resolve("run.checkpoint-step" + doneSteps), doneSteps, whole, expected);
        }
        assertResumes(file, STEPS - 1, whole, expected);
    }

    private static void assertResumes(
            Path checkpoint, int doneSteps, TrainingHistory whole, Map<String, float[]> expected) throws IOException {
        try (MaskRcnn model = MaskRcnn.load(checkpoint, TinyNetwork.BACKBONE)) {
            TrainingHistory rest = Training.of(model, DATA)
                    .validation(VALIDATION)
                    .resume(checkpoint)
                    .run()
                    .history();
            assertThat(totals(rest)).isEqualTo(totals(whole).subList(doneSteps, STEPS));
            List<Map<String, Double>> validations = new ArrayList<>();
            whole.validations().stream()
                    .filter(validation -> validation.step() > doneSteps)
                    .forEach(validation -> validations.add(validation.values()));
            assertThat(rest.validations().stream().map(validation -> validation.values()))
                    .isEqualTo(validations);
            SmallModels.assertSame(SmallModels.values(model), expected);
        }
    }

    @Test
    void stagesTrainTheirLayersAtTheirRates() {
        List<Map<String, float[]>> after = new ArrayList<>();
        MaskRcnnConfig config =
                SmallModels.with(everything(), t -> t.withAverageDecay(0).withSchedule(ScheduleConfig.defaults()));
        try (MaskRcnn model = SmallModels.tiny(config)) {
            TrainingHistory history = Training.of(model, DATA)
                    .listener(step -> after.add(SmallModels.values(model)))
                    .run()
                    .history();
            assertThat(history.steps())
                    .extracting(StepReport::learningRate)
                    .containsExactly(3e-3, 3e-3, 3e-3, 1e-3, 1e-3, 3e-3, 3e-3, 3e-3);
            assertThat(model.config()).isEqualTo(config);
        }
        assertThat(after.get(2).get("res4a_branch2a/kernel"))
                .isEqualTo(after.get(0).get("res4a_branch2a/kernel"));
        assertThat(after.get(3).get("res4a_branch2a/kernel"))
                .isNotEqualTo(after.get(2).get("res4a_branch2a/kernel"));
        assertThat(after.get(4).get("conv1/kernel")).isEqualTo(after.get(0).get("conv1/kernel"));
        assertThat(after.get(5).get("conv1/kernel")).isNotEqualTo(after.get(4).get("conv1/kernel"));
    }

    /** The state of the optimizer is kept between stages: two stages of the same kind equal one stage of both lengths. */
    @Test
    void twoStagesOfOneKindAreOneRun() {
        MaskRcnnConfig one = SmallModels.config(6);
        MaskRcnnConfig two =
                SmallModels.with(one, t -> t.withStages(List.of(StageConfig.of("all", 4), StageConfig.of("all", 2))));
        assertThat(losses(two)).isEqualTo(losses(one));
    }

    private static List<Double> losses(MaskRcnnConfig config) {
        try (MaskRcnn model = SmallModels.tiny(config)) {
            return totals(Training.of(model, DATA).run().history());
        }
    }

    @Test
    void validationHasTheLossesOfTrainingAndAveragePrecisionAndChangesNothing() {
        MaskRcnnConfig config =
                SmallModels.with(SmallModels.config(4), t -> t.withValidation(ValidationConfig.everySteps(2)));
        TrainingHistory history;
        try (MaskRcnn model = SmallModels.tiny(config)) {
            history = Training.of(model, DATA)
                    .validation(VALIDATION)
                    .best(dir.resolve("best.mrcnn"))
                    .run()
                    .history();
        }
        assertThat(history.validations()).hasSize(2);
        assertThat(history.validations().get(0).values().keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.of(
                                history.steps().get(0).losses().losses().keySet().stream(),
                                Stream.of("total_loss", "box_ap", "box_ap50", "mask_ap", "mask_ap50"))
                        .flatMap(names -> names)
                        .toList());
        assertThat(totals(history)).isEqualTo(losses(config));
        assertThat(dir.resolve("best.mrcnn")).exists();
    }

    /**
     * With a learning rate of 0, the validation loss on the only batch of training equals the loss of training, except for the
     * random selection of targets.
     */
    @Test
    void validationLossesAreThoseOfTheSameImages() {
        Dataset two = new Blocks(2);
        MaskRcnnConfig config =
                SmallModels.with(SmallModels.config(1), t -> t.withValidation(ValidationConfig.everySteps(1))
                        .withSeed(11));
        try (MaskRcnn model = SmallModels.tiny(config);
                TrainingSession session = Training.of(model, two).open()) {
            double training = session.step(session.nextBatch(), 0).losses().value("rpn_class_loss");
            // RPN targets are sampled at random, so the losses differ a little.
            assertThat(session.validate(two).get("rpn_class_loss")).isCloseTo(training, within(0.02));
        }
    }

    @Test
    void averagedWeightsAreSavedAndTheCheckpointHasBoth() throws IOException {
        Path file = dir.resolve("run.checkpoint");
        MaskRcnnConfig plain = SmallModels.config(5);
        MaskRcnnConfig averaged = SmallModels.with(plain, t -> t.withAverageDecay(0.5));
        Map<String, float[]> raw;
        try (MaskRcnn model = SmallModels.tiny(plain)) {
            Training.of(model, DATA).run();
            raw = SmallModels.values(model);
        }
        try (MaskRcnn model = SmallModels.tiny(averaged);
                MaskRcnn unaveraged = run(model, file)) {
            SmallModels.assertSame(SmallModels.values(unaveraged), raw);
            assertThat(SmallModels.values(model).get("conv1/kernel")).isNotEqualTo(raw.get("conv1/kernel"));
        }
    }

    private static MaskRcnn run(MaskRcnn model, Path checkpoint) throws IOException {
        Training.of(model, DATA)
                .checkpoints(checkpoint, Double.POSITIVE_INFINITY)
                .run();
        return MaskRcnn.load(checkpoint, TinyNetwork.BACKBONE);
    }

    @Test
    void aFinishedRunIsResumedWithMoreStepsAndAStoppedOneGoesOn() throws IOException {
        Path file = dir.resolve("run.checkpoint");
        MaskRcnnConfig config = SmallModels.config(7);
        Map<String, float[]> expected;
        try (MaskRcnn model = SmallModels.tiny(config)) {
            Training.of(model, DATA).run();
            expected = SmallModels.values(model);
        }
        try (MaskRcnn model = SmallModels.tiny(SmallModels.config(3))) {
            run(model, file).close();
        }
        AtomicBoolean stop = new AtomicBoolean();
        try (MaskRcnn model = MaskRcnn.load(file, TinyNetwork.BACKBONE)) {
            TrainingHistory history = Training.of(model, DATA)
                    .settings(t -> t.withLimits(7, 0).withWorkers(1))
                    .resume(file)
                    .checkpoints(file, Double.POSITIVE_INFINITY)
                    .listener(step -> stop.set(step.step() == 5))
                    .stopWhen(stop::get)
                    .run()
                    .history();
            assertThat(history.ending()).isEqualTo(TrainingHistory.Ending.STOPPED);
            assertThat(history.steps()).hasSize(2);
        }
        try (MaskRcnn model = MaskRcnn.load(file, TinyNetwork.BACKBONE)) {
            Training.of(model, DATA).resume(file).run();
            SmallModels.assertSame(SmallModels.values(model), expected);
        }
    }

    @Test
    void keepsAsManyCheckpointsAsWantedEachOfWhichResumes() throws IOException {
        Path file = dir.resolve("run.checkpoint");
        MaskRcnnConfig config = SmallModels.config(6);
        Map<String, float[]> expected;
        try (MaskRcnn model = SmallModels.tiny(config)) {
            Training.of(model, DATA).checkpoints(file, 1e-12).keeping(3).run();
            expected = SmallModels.values(model);
        }
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("run.checkpoint", "run.checkpoint-step4", "run.checkpoint-step5");
        }
        Path older = dir.resolve("run.checkpoint-step4");
        try (MaskRcnn model = MaskRcnn.load(older, TinyNetwork.BACKBONE)) {
            assertThat(Training.of(model, DATA)
                            .resume(older)
                            .checkpoints(file, 1e-12)
                            .keeping(3)
                            .run()
                            .steps())
                    .isEqualTo(2);
            SmallModels.assertSame(SmallModels.values(model), expected);
        }
        try (MaskRcnn kept = MaskRcnn.load(dir.resolve("run.checkpoint-step5"), TinyNetwork.BACKBONE);
                MaskRcnn still = MaskRcnn.load(older, TinyNetwork.BACKBONE)) {
            assertThat(kept.provenance().steps()).isEqualTo(5);
            assertThat(still.provenance().steps())
                    .as("not replaced by the last one of the first run")
                    .isEqualTo(4);
        }
    }

    /** For example by a signal during a long validation. */
    @Test
    void aStopDuringAValidationGivesItUpAndResumingBeginsWithIt() throws IOException {
        MaskRcnnConfig config = SmallModels.with(
                SmallModels.config(4),
                t -> t.withValidation(ValidationConfig.everySteps(2).withMetric("total_loss", 0)));
        Path file = dir.resolve("run.checkpoint");
        AtomicInteger loaded = new AtomicInteger();
        Dataset counted = AlteredDataset.counted(VALIDATION, loaded);
        List<Map<String, Double>> whole;
        try (MaskRcnn model = SmallModels.tiny(config)) {
            whole = validations(Training.of(model, DATA).validation(VALIDATION));
        }
        try (MaskRcnn model = SmallModels.tiny(config)) {
            TrainingHistory stopped = Training.of(model, DATA)
                    .validation(counted)
                    .checkpoints(file, Double.POSITIVE_INFINITY)
                    .stopWhen(() -> loaded.get() > 0)
                    .run()
                    .history();
            assertThat(stopped.ending()).isEqualTo(TrainingHistory.Ending.STOPPED);
            assertThat(stopped.steps()).hasSize(2);
            assertThat(loaded).hasValue(1);
        }
        try (MaskRcnn model = MaskRcnn.load(file, TinyNetwork.BACKBONE)) {
            assertThat(validations(
                            Training.of(model, DATA).validation(VALIDATION).resume(file)))
                    .isEqualTo(whole);
        }
    }

    private static List<Map<String, Double>> validations(Training training) {
        return training.run().history().validations().stream()
                .map(ValidationReport::values)
                .toList();
    }

    /** Faults that would otherwise end the run in a later stage or at the first validation. */
    @Test
    void faultsAreToldBeforeTheFirstStep() {
        List<StepReport> made = new ArrayList<>();
        MaskRcnnConfig metric = SmallModels.with(
                SmallModels.config(2),
                t -> t.withValidation(ValidationConfig.everySteps(2).withMetric("mask_AP", 0)));
        MaskRcnnConfig layers = SmallModels.with(
                SmallModels.config(2), t -> t.withStages(List.of(StageConfig.of("all", 1), StageConfig.of("none", 1))));
        MaskRcnnConfig rates = SmallModels.with(
                SmallModels.config(2), t -> t.withOptimizer(t.optimizer().withRateFactors(Map.of("none", 1.0))));
        assertThatThrownBy(() -> run(metric, made))
                .hasMessageContaining("train.validation.metric: expected one of [")
                .hasMessageContaining("mask_ap50], found mask_AP");
        assertThatThrownBy(() -> run(watching("total_loss", Mode.MAX), made))
                .hasMessage("train.validation.mode: expected auto or min for the loss total_loss, found max");
        assertThatThrownBy(() -> run(watching("box_ap50", Mode.MIN), made))
                .hasMessage(
                        "train.validation.mode: expected auto or max for the average precision box_ap50, found min");
        assertThatThrownBy(() -> run(layers.withImage(layers.image().withMode(ImageConfig.Mode.NONE)), made))
                .hasMessageStartingWith("train.stages[1]: train.layers: none matches no layer");
        assertThatThrownBy(() -> run(rates, made))
                .hasMessageStartingWith("train.optimizer.rateFactors: none matches no layer");
        assertThat(made).isEmpty();
    }

    private static MaskRcnnConfig watching(String metric, Mode mode) {
        return SmallModels.with(
                SmallModels.config(2),
                t -> t.withValidation(
                        ValidationConfig.everySteps(2).withMetric(metric, 0).withMode(mode)));
    }

    private static void run(MaskRcnnConfig config, List<StepReport> made) {
        try (MaskRcnn model = SmallModels.tiny(config)) {
            Training.of(model, DATA).validation(VALIDATION).listener(made::add).run();
        }
    }

    @Test
    void epochsCountPassesOverTheImages() {
        MaskRcnnConfig config = SmallModels.with(SmallModels.config(1), t -> t.withEpochs(2));
        try (MaskRcnn model = SmallModels.tiny(config)) {
            assertThat(Training.of(model, DATA).run().steps()).isEqualTo(8);
        }
    }

    @Test
    void aStopWhoseCheckpointCannotBeWrittenNamesTheFile() throws IOException {
        Path taken = dir.resolve("taken");
        Files.createDirectories(taken.resolve("something"));
        try (MaskRcnn model = SmallModels.tiny(SmallModels.config(2))) {
            Training stopped =
                    Training.of(model, DATA).checkpoints(taken, 1e-12).stopWhen(() -> true);
            assertThatThrownBy(stopped::run).hasMessageContaining("taken: ");
            // A run that completes does not need its checkpoint.
            assertThat(Training.of(model, DATA).checkpoints(taken, 1e-12).run().steps())
                    .isEqualTo(2);
        }
    }
}
