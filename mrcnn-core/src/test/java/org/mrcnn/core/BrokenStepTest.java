// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.config.StageConfig;
import org.mrcnn.core.internal.graph.TinyNetwork;
import org.mrcnn.core.internal.train.StepReplay;
import org.mrcnn.core.model.ModelFileException;
import org.mrcnn.train.Trainer;

/** A step that is not finite is explained and saved, and can be run again. */
class BrokenStepTest {

    private static final MaskRcnnConfig CONFIG = normalized(ModelConfig.Normalization.FROZEN);
    private static final String NAN_BIAS = "weight or constant rpn_bbox_pred/bias [12] (1 of 12 values)";

    @TempDir
    private Path dir;

    private static MaskRcnnConfig normalized(ModelConfig.Normalization kind) {
        MaskRcnnConfig config = SmallModels.config(3);
        return config.withModel(config.model().withNormalization(kind));
    }

    private Path file() {
        return dir.resolve("m.broken-step");
    }

    private static String failed(Training training) {
        return catchThrowableOfType(Trainer.NonFiniteLossException.class, training::run)
                .getMessage();
    }

    private static void breakBias(MaskRcnn model) {
        model.update(weights -> weights.get("rpn_bbox_pred/bias").putScalar(0, Float.NaN));
    }

    /** Writes the file of a step on two batches, with a weight that is NaN, from a run in stages. */
    private String writeNan(MaskRcnnConfig config) {
        try (MaskRcnn model = SmallModels.tiny(config)) {
            breakBias(model);
            return failed(Training.of(model, new Blocks(7)).brokenStep(file()));
        }
    }

    private StepReplay.Outcome replay(MaskRcnnConfig changed) throws IOException {
        try (StepReplay replay = new StepReplay(file(), TinyNetwork.BACKBONE)) {
            return replay.run(changed == null ? replay.config() : changed);
        }
    }

    @Test
    void lossTensorImagesAndFileAreNamedAndTheReplayFindsTheSame() throws IOException {
        String message = writeNan(CONFIG);
        assertThat(message)
                .contains("Training step 1: expected finite losses, found rpn_bbox_loss among")
                .contains("The first tensor that is not finite: " + NAN_BIAS)
                .contains("blocks-", "(id 10")
                .contains("The step is in " + file() + " (0.", " MB): mrcnn replay " + file() + " runs it again.");
        try (StepReplay replay = new StepReplay(file(), TinyNetwork.BACKBONE)) {
            assertThat(replay.header().step()).isOne();
            assertThat(replay.header().images()).hasSize(2);
            replay.header().images().forEach(image -> assertThat(message).contains(image));
            StepReplay.Outcome again = replay.run(replay.config());
            assertThat(again.isFinite()).isFalse();
            assertThat(message).contains(again.losses().losses().toString());
            assertThat(message).contains(again.firstNonFinite().orElseThrow());
        }
    }

    @Test
    void aRunThatEndsWellDeletesTheStepOfAnEarlierOne() throws IOException {
        Files.writeString(file(), "of an earlier run");
        MaskRcnnConfig one =
                CONFIG.withTrain(CONFIG.train().withStages(List.of()).withLimits(1, 0));
        try (MaskRcnn model = SmallModels.tiny(one)) {
            Training.of(model, new Blocks(7)).brokenStep(file()).run();
        }
        assertThat(file()).doesNotExist();
    }

    @Test
    void anOverflowNamesOpAndLayer() throws IOException {
        try (MaskRcnn model = SmallModels.tiny(CONFIG);
                TrainingSession session =
                        Training.of(model, new Blocks(7)).brokenStep(file()).open()) {
            Trainer<TrainingSession.Batch> trainer =
                    Trainer.of(session).learningRate(1e30).steps(4);
            String message = catchThrowableOfType(
                            Trainer.NonFiniteLossException.class, () -> trainer.run(session::nextBatch))
                    .getMessage();
            assertThat(message)
                    .contains("Training step 2")
                    .containsPattern(" of op \\w+ in layer \\w+, whose inputs \\[");
            StepReplay.Outcome again = replay(null);
            assertThat(again.isFinite()).isFalse();
            assertThat(message).contains(again.firstNonFinite().orElseThrow());
        }
    }

    /** The mean of a normalization is read only if it is frozen. */
    @Test
    void aReplayWithAnotherSettingMayBeFinite() throws IOException {
        try (MaskRcnn model = SmallModels.tiny(CONFIG)) {
            model.update(weights -> weights.forEach((name, array) -> {
                if (name.endsWith("/moving_mean")) {
                    array.assign(Float.NaN);
                }
            }));
            failed(Training.of(model, new Blocks(7)).brokenStep(file()));
        }
        assertThat(replay(null).isFinite()).isFalse();
        StepReplay.Outcome changed = replay(normalized(ModelConfig.Normalization.TRAINED));
        assertThat(changed.isFinite()).isTrue();
        assertThat(changed.gradientNorm()).isPositive();
        assertThat(changed.firstNonFinite()).isEmpty();
    }

    @Test
    void weightsOfLossesThatAProgramChangedAreThoseOfTheRun() throws IOException {
        try (MaskRcnn model = SmallModels.tiny(CONFIG)) {
            String message = failed(Training.of(model, new Blocks(7))
                    .objective(losses -> losses.weight("rpn_class_loss", 3e38).weight("mrcnn_class_loss", 3e38))
                    .brokenStep(file()));
            assertThat(message).contains("found total_loss");
        }
        assertThat(replay(null).isFinite()).isFalse();
        Map<String, Double> lower = Map.of("rpn_class_loss", 2.0, "mrcnn_class_loss", 2.0);
        assertThat(replay(SmallModels.with(CONFIG, train -> train.withLossWeights(lower)))
                        .isFinite())
                .isTrue();
    }

    @Test
    void lossesOfAProgramAreNotForgotten() {
        try (MaskRcnn model = SmallModels.tiny(CONFIG)) {
            breakBias(model);
            failed(Training.of(model, new Blocks(7))
                    .objective(losses -> losses.loss("own_loss", (graph, name) -> graph.getVariable("fpn_p2")
                            .mean()))
                    .brokenStep(file()));
        }
        assertThatThrownBy(() -> replay(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file() + ": the run trained for the losses [")
                .hasMessageContaining("own_loss");
    }

    @Test
    void severalBatchesAndStagesAreKept() throws IOException {
        MaskRcnnConfig config = SmallModels.with(CONFIG, train -> train.withAccumulate(2)
                .withStages(List.of(StageConfig.of("heads", 2).withMaxDimension(128))));
        String message = writeNan(config);
        assertThat(message).contains(NAN_BIAS);
        try (StepReplay replay = new StepReplay(file(), TinyNetwork.BACKBONE)) {
            assertThat(replay.header().batches()).isEqualTo(2);
            assertThat(replay.header().images()).hasSize(4);
            assertThat(replay.config().train().layers()).isEqualTo("heads");
            assertThat(replay.run(replay.config()).firstNonFinite().orElseThrow())
                    .contains(NAN_BIAS);
        }
    }

    /** Statistics of a batch that are not finite must not reach the weights. */
    @Test
    void aStepOnSeveralBatchesThatIsNotFiniteLeavesStatisticsAlone() {
        MaskRcnnConfig config =
                SmallModels.with(normalized(ModelConfig.Normalization.TRAINED), train -> train.withAccumulate(2));
        try (MaskRcnn model = SmallModels.tiny(config)) {
            model.update(weights -> weights.get("conv1/kernel").putScalar(0, Float.NaN));
            failed(Training.of(model, new Blocks(7)));
            model.weights().forEach((name, array) -> {
                if (name.endsWith("/moving_mean")) {
                    assertThat(array.toFloatVector()).as(name).doesNotContain(Float.NaN);
                }
            });
        }
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        writeNan(CONFIG);
        byte[] whole = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> replay(null))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("m.broken-step: expected a model file");
        byte[] flipped = whole.clone();
        flipped[whole.length - 2000] ^= 1; // in the last entry, the batch
        Files.write(file(), flipped);
        assertThatThrownBy(() -> replay(null))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("m.broken-step, batch-0.safetensors: damaged: expected CRC-32");
        try (MaskRcnn model = SmallModels.tiny(CONFIG)) {
            model.save(file());
        }
        assertThatThrownBy(() -> replay(null))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("m.broken-step: expected a step of a run")
                .hasMessageContaining("step.json");
    }

    /** The file cannot be loaded as a model for detection. */
    @Test
    void weightsThatAreNotFiniteAreNoModel() {
        writeNan(CONFIG);
        assertThatThrownBy(() -> MaskRcnn.load(file(), TinyNetwork.BACKBONE))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("expected finite weights")
                .hasMessageContaining("rpn_bbox_pred/bias: 1 of 12");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskDoesNotHideTheError() {
        try (MaskRcnn model = SmallModels.tiny(CONFIG)) {
            breakBias(model);
            assertThat(failed(Training.of(model, new Blocks(7)).brokenStep(Path.of("/dev/full"))))
                    .contains("found rpn_bbox_loss among", NAN_BIAS)
                    .contains("The step could not be kept: /dev/full: cannot be written: No space left on device.");
        }
    }
}
