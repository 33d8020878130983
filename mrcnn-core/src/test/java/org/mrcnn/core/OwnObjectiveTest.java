// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ValidationConfig;
import org.mrcnn.core.internal.graph.TinyNetwork;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.losses.BinaryCrossEntropy;
import org.mrcnn.losses.Iou;
import org.mrcnn.losses.LossReport;
import org.mrcnn.losses.ObjectiveBuilder;
import org.mrcnn.train.StepReport;
import org.mrcnn.train.TrainingHistory;
import org.mrcnn.train.ValidationReport;
import org.nd4j.linalg.factory.Nd4j;

/** Tests custom losses in the training of the network. */
class OwnObjectiveTest {

    private static final Dataset DATA = new Blocks(7);

    private static void own(ObjectiveBuilder o) {
        o.loss("pyramid_loss", 0.1, (g, name) -> g.math()
                        .square(g.getVariable(NetworkNames.pyramid(3)))
                        .mean())
                .replace(NetworkNames.MRCNN_MASK_LOSS, (g, name) -> BinaryCrossEntropy.fromLogits(
                                g.getVariable(NetworkNames.MASK_TARGETS),
                                g.getVariable(NetworkNames.MRCNN_MASK_CLASS_LOGITS))
                        .apply(g, name))
                .weight(NetworkNames.RPN_BBOX_LOSS, 2)
                .remove(NetworkNames.RPN_CLASS_LOSS)
                .metric("mask_iou", (g, name) -> Iou.fromLogits(
                                g.getVariable(NetworkNames.MASK_TARGETS),
                                g.getVariable(NetworkNames.MRCNN_MASK_CLASS_LOGITS))
                        .apply(g, name));
    }

    private static List<StepReport> train(MaskRcnnConfig config, Consumer<ObjectiveBuilder> objective) {
        try (MaskRcnn model = SmallModels.tiny(config)) {
            return Training.of(model, DATA).objective(objective).run().history().steps();
        }
    }

    @Test
    void theNetworkTrainsForWhatTheUserMadeOfItsObjective() {
        MaskRcnnConfig config = SmallModels.config(3);
        List<StepReport> plain = train(config, o -> {});
        List<StepReport> own = train(config, OwnObjectiveTest::own);
        LossReport first = own.get(0).losses();
        assertThat(first.losses().keySet())
                .containsExactly(
                        "rpn_bbox_loss", "mrcnn_class_loss", "mrcnn_bbox_loss", "mrcnn_mask_loss", "pyramid_loss");
        assertThat(first.weights()).containsEntry("rpn_bbox_loss", 2.0).containsEntry("pyramid_loss", 0.1);
        assertThat(first.value("mask_iou")).isBetween(0.0, 1.0);
        double total = first.losses().entrySet().stream()
                .mapToDouble(e -> e.getValue() * first.weights().get(e.getKey()))
                .sum();
        assertThat(first.total()).isCloseTo(total, within(1e-5));
        // Weights and batch are the same: losses that were not changed have the same value; only later steps differ.
        assertThat(first.value("mrcnn_bbox_loss"))
                .isEqualTo(plain.get(0).losses().value("mrcnn_bbox_loss"));
        assertThat(own.get(2).losses().value("mrcnn_bbox_loss"))
                .isNotEqualTo(plain.get(2).losses().value("mrcnn_bbox_loss"));
        assertThat(new TrainingHistory(own).toCsv().lines().findFirst().orElseThrow())
                .endsWith("total_loss,rpn_bbox_loss,mrcnn_class_loss,mrcnn_bbox_loss,mrcnn_mask_loss,pyramid_loss,"
                        + "mask_iou");
    }

    @Test
    void configuredWeightsNameLossesOfTheObjective() {
        String yaml = "train: {lossWeights: {rpn_bbox_loss: 3, pyramid_loss: 0.5}}";
        MaskRcnnConfig read = MaskRcnnConfig.fromYaml(yaml, "own.yaml");
        MaskRcnnConfig config = SmallModels.config(1);
        config = new MaskRcnnConfig(
                config.model(),
                config.rpn(),
                config.roi(),
                config.detection(),
                config.image(),
                config.train().withLossWeights(read.train().lossWeights()));
        assertThat(train(
                                config,
                                o -> o.loss("pyramid_loss", (g, name) -> g.getVariable("fpn_p2")
                                        .mean()))
                        .get(0)
                        .losses()
                        .weights())
                .containsEntry("rpn_bbox_loss", 3.0)
                .containsEntry("pyramid_loss", 0.5);
        MaskRcnnConfig plain = config;
        assertThatThrownBy(() -> train(plain, o -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "train.lossWeights: the objective has no loss pyramid_loss; it has [rpn_class_loss,");
    }

    /** A loss is better when lower whatever its name; of a metric only the user knows. */
    @ParameterizedTest
    @CsvSource({
        "mean_p2, AUTO, false",
        "mean_p2, MIN, true",
        "mean_p2, MAX, false",
        "avoided_loss, AUTO, true",
        "avoided_loss, MAX, false",
        "mse_p3, AUTO, true",
        "mse_p3, MIN, true",
        "mrcnn_bbox_loss, AUTO, true",
        "mask_ap, AUTO, false"
    })
    void theBestModelIsThatWithTheBestValue(String metric, ValidationConfig.Mode mode, boolean lowest) {
        MaskRcnnConfig config = SmallModels.with(
                SmallModels.config(5),
                t -> t.withValidation(
                        ValidationConfig.everySteps(1).withMetric(metric, 0).withMode(mode)));
        List<ValidationReport> validations;
        try (MaskRcnn model = SmallModels.tiny(config)) {
            validations = Training.of(model, DATA)
                    .validation(new Blocks(2))
                    .objective(o -> o.metric("mean_p2", (g, name) -> g.getVariable(NetworkNames.pyramid(2))
                                    .mean())
                            .metric("avoided_loss", (g, name) -> g.getVariable(NetworkNames.pyramid(2))
                                    .mean())
                            .loss("mse_p3", (g, name) -> g.math()
                                    .square(g.getVariable(NetworkNames.pyramid(3)))
                                    .mean()))
                    .run()
                    .history()
                    .validations();
        }
        double best = lowest ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        for (ValidationReport each : validations) {
            double value = each.values().get(metric);
            boolean better = lowest ? value < best : value > best;
            assertThat(each.best()).as(metric + " " + value + " after " + best).isEqualTo(better);
            best = better ? value : best;
        }
        assertThat(validations).hasSize(5);
    }

    @Test
    void aLossMayNotBringWeightsThatTheModelFileWouldNotHold() {
        assertThatThrownBy(() -> train(
                        SmallModels.config(1),
                        o -> o.loss(
                                "aux",
                                (g, name) -> g.getVariable("fpn_p2").mean().mul(g.var("aux/kernel", Nd4j.ones(1))))))
                .hasMessageContaining("found new trainable variables [aux/kernel]");
    }

    @Test
    void resumingWantsTheObjectiveOfTheInterruptedRun(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("run.checkpoint");
        List<StepReport> whole = train(SmallModels.config(3), OwnObjectiveTest::own);
        try (MaskRcnn model = SmallModels.tiny(SmallModels.config(2))) {
            Training.of(model, DATA)
                    .objective(OwnObjectiveTest::own)
                    .checkpoints(file, 1e-12)
                    .run();
        }
        try (MaskRcnn model = MaskRcnn.load(file, TinyNetwork.BACKBONE)) {
            assertThatThrownBy(() -> Training.of(model, DATA).resume(file).run())
                    .hasMessageContaining(
                            "resume: expected the losses and weights of the interrupted run, {rpn_bbox_loss=2.0")
                    .hasMessageContaining("found {rpn_class_loss=1.0");
            StepReport last = Training.of(model, DATA)
                    .objective(OwnObjectiveTest::own)
                    .settings(t -> t.withLimits(3, 0))
                    .resume(file)
                    .run()
                    .history()
                    .steps()
                    .get(0);
            assertThat(last.step()).isEqualTo(3);
            assertThat(last.losses()).isEqualTo(whole.get(2).losses());
        }
    }

    @Test
    void aFurtherLossMustDependOnAWeight() {
        Consumer<ObjectiveBuilder> targets =
                o -> o.loss("targets_loss", (g, name) -> g.getVariable(NetworkNames.MASK_TARGETS)
                        .mean());
        assertThatThrownBy(() -> train(SmallModels.config(1), targets))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("objective: loss targets_loss depends on no weight");
        assertThat(train(SmallModels.config(1), targets.andThen(o -> o.weight("targets_loss", 0))))
                .hasSize(1);
    }

    @Test
    void aScheduleMayReplaceTheConfiguredOne() {
        try (MaskRcnn model = SmallModels.tiny(SmallModels.config(3))) {
            assertThat(Training.of(model, DATA)
                            .learningRate((step, timeUsed) -> 1e-4 * (step + 1))
                            .run()
                            .history()
                            .steps())
                    .extracting(StepReport::learningRate)
                    .containsExactly(1e-4, 2e-4, 1e-4 * 3);
        }
    }
}
