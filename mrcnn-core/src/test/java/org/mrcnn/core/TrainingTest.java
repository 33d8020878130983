// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.config.OptimizerConfig;
import org.mrcnn.core.internal.WeightLock;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.internal.graph.TinyNetwork;
import org.mrcnn.core.internal.model.ModelFile;
import org.mrcnn.core.internal.model.TrainingState;
import org.mrcnn.core.internal.train.Calibration;
import org.mrcnn.core.internal.train.GraphStep;
import org.mrcnn.core.model.ModelFileException;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.loader.BatchLoader;
import org.mrcnn.data.internal.loader.LoaderSettings;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.data.internal.loader.TrainingItem;
import org.mrcnn.data.internal.loader.TrainingItems;
import org.mrcnn.data.mask.Rle;
import org.mrcnn.rendered.ShapesDataset;
import org.mrcnn.train.Trainer;

class TrainingTest {

    private static final Dataset DATA = new Blocks(7);

    @Test
    void theSameSeedGivesTheSameLossesBitByBitWithOneWorkerOrFour() {
        MaskRcnnConfig config = SmallModels.config(12); // three passes over the images
        List<Map<String, Double>> once = losses(SmallModels.with(config, t -> t.withWorkers(1)));
        List<Map<String, Double>> again = losses(SmallModels.with(config, t -> t.withWorkers(4)));
        assertThat(once).hasSize(12).isEqualTo(again);
        assertThat(losses(SmallModels.with(config, t -> t.withSeed(6).withLimits(1, 0)))
                        .get(0))
                .isNotEqualTo(once.get(0));
    }

    private static List<Map<String, Double>> losses(MaskRcnnConfig config) {
        try (MaskRcnn model = SmallModels.tiny(config)) {
            return losses(Training.of(model, DATA).run());
        }
    }

    private static List<Map<String, Double>> losses(TrainingResult result) {
        return result.history().steps().stream().map(s -> s.losses().losses()).toList();
    }

    @ParameterizedTest
    @EnumSource(OptimizerConfig.Kind.class)
    void anInterruptedRunGoesOnWithTheSameBits(OptimizerConfig.Kind kind, @TempDir Path dir) throws IOException {
        OptimizerConfig.L2 form =
                kind == OptimizerConfig.Kind.ADAMW ? OptimizerConfig.L2.DECOUPLED : OptimizerConfig.L2.DECAY;
        OptimizerConfig optimizer = new OptimizerConfig(kind, 1e-3, 0.9, 1e-4, form, 5);
        MaskRcnnConfig config = SmallModels.with(SmallModels.config(9), t -> t.withOptimizer(optimizer));
        List<Map<String, Double>> whole;
        Map<String, float[]> expected;
        try (MaskRcnn model = SmallModels.tiny(config)) {
            whole = losses(Training.of(model, DATA).run());
            expected = SmallModels.values(model);
        }
        Path file = dir.resolve("run.checkpoint");
        try (MaskRcnn model = SmallModels.tiny(config)) {
            Training training = Training.of(model, DATA)
                    .checkpoints(file, 1e-12)
                    .listener(step -> {
                        if (step.step() == 6) {
                            throw new IllegalStateException("the power is gone");
                        }
                    });
            assertThatThrownBy(training::run).hasMessage("the power is gone");
        }
        try (MaskRcnn model = MaskRcnn.load(file, TinyNetwork.BACKBONE);
                TrainingState state = ModelFile.loadState(file)) {
            assertThat(state.steps()).isEqualTo(5);
            assertThat(model.provenance().steps()).isEqualTo(5);
            TrainingResult rest = Training.of(model, DATA).resume(file).run();
            assertThat(losses(rest)).isEqualTo(whole.subList(5, 9));
            SmallModels.values(model)
                    .forEach((name, now) -> assertThat(now).as(name).isEqualTo(expected.get(name)));
            assertThat(model.provenance().steps()).isEqualTo(9);
        }
    }

    @Test
    void aCheckpointWantsItsOwnDataAndAFinishedModelDoesNotGoOn(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("run.checkpoint");
        Path done = dir.resolve("done.mrcnn");
        try (MaskRcnn model = SmallModels.tiny(SmallModels.config(3))) {
            Training.of(model, DATA).checkpoints(file, 1e-12).run();
            model.save(done);
        }
        try (MaskRcnn model = MaskRcnn.load(file, TinyNetwork.BACKBONE)) {
            assertThatThrownBy(
                            () -> Training.of(model, new Blocks(5)).resume(file).run())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the checkpoint was made with other training data");
        }
        try (FileSystem zip = FileSystems.newFileSystem(file)) {
            Files.writeString(
                    zip.getPath("training.json"),
                    "{\"steps\": -1, \"seconds\": 0,"
                            + " \"position\": {\"epoch\": 0, \"step\": 0, \"items\": 0, \"waiting\": []}, \"objective\": {}}");
        }
        assertThatThrownBy(() -> ModelFile.loadState(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("run.checkpoint, training.json: damaged")
                .hasMessageContaining("expected steps and finite seconds of at least 0, found -1");
        try (MaskRcnn model = SmallModels.tiny(SmallModels.config(3))) {
            assertThatThrownBy(() -> Training.of(model, DATA).checkpoints(file, 0))
                    .hasMessage("checkpoints: expected minutes above 0, found 0.0");
        }
        assertThatThrownBy(() -> ModelFile.loadState(done))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("done.mrcnn: expected a checkpoint, found a model file without training.json");
    }

    @Test
    void headsOnlyLeavesTheBackboneBitEqual() {
        MaskRcnnConfig config = SmallModels.with(SmallModels.config(3), t -> t.withLayers("heads"));
        config = config.withModel(config.model().withNormalization(ModelConfig.Normalization.FROZEN));
        try (MaskRcnn model = SmallModels.tiny(config)) {
            Map<String, float[]> before = SmallModels.values(model);
            Training.of(model, DATA).run();
            SmallModels.values(model).forEach((name, now) -> {
                boolean head = name.matches("(mrcnn_|rpn_|fpn_).*") && !name.contains("/moving_");
                if (!head) {
                    assertThat(now).as(name).isEqualTo(before.get(name));
                } else if (name.endsWith("/kernel")) {
                    assertThat(now).as(name).isNotEqualTo(before.get(name));
                }
            });
        }
    }

    @Test
    void trainedNormalizationMovesTheStatistics() {
        MaskRcnnConfig config = SmallModels.config(2);
        config = config.withModel(config.model().withNormalization(ModelConfig.Normalization.TRAINED));
        try (MaskRcnn model = SmallModels.tiny(config)) {
            Map<String, float[]> before = SmallModels.values(model);
            Training.of(model, DATA).run();
            Map<String, float[]> after = SmallModels.values(model);
            assertThat(after.keySet()).anyMatch(name -> name.contains("/moving_"));
            after.forEach((name, now) -> {
                if (name.contains("/moving_")) {
                    assertThat(now).as(name).isNotEqualTo(before.get(name)).doesNotContain(Float.NaN);
                }
            });
        }
    }

    /** The expected values of the first convolution are computed with plain loops over the same images. */
    @Test
    void calibrationMeasuresWhatTheFirstConvolutionGives() {
        MaskRcnnConfig config = SmallModels.config(1);
        try (MaskRcnn model = SmallModels.tiny(config);
                AnchorArrays anchors = new AnchorArrays(DataSettings.anchors(config.rpn()));
                BatchLoader<TrainingItem, TrainingBatch> loader = loader(config)) {
            TrainingBatch batch = loader.next();
            Calibration.measure(
                    model.parts(config),
                    norm -> true,
                    anchors,
                    new Calibration.Batches(() -> batch, 2),
                    new WeightLock());
            double[][] expected = FirstConvolution.statistics(
                    batch.inputImage(),
                    batch.size(),
                    Blocks.SIDE,
                    model.weights().get("conv1/kernel"));
            for (int c = 0; c < expected[0].length; c++) {
                double mean = expected[0][c];
                double variance = expected[1][c];
                assertThat(model.weights().get("bn_conv1/moving_mean").getDouble(c))
                        .as("mean of %d", c)
                        .isCloseTo(mean, within(1e-4 * Math.abs(mean) + 1e-3));
                assertThat(model.weights().get("bn_conv1/moving_variance").getDouble(c))
                        .as("variance of %d", c)
                        .isCloseTo(variance, within(1e-4 * variance));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MATTERPORT", "DECAY"})
    void statisticsAreMeasuredWithWeightDecayInTheLoss(OptimizerConfig.L2 form) {
        OptimizerConfig adam = new OptimizerConfig(OptimizerConfig.Kind.ADAM, 1e-3, 0.9, 1e-4, form, 5);
        MaskRcnnConfig config = SmallModels.with(SmallModels.config(1), t -> t.withOptimizer(adam));
        Map<String, Double> losses = losses(config).get(0);
        assertThat(losses).containsKey("l2_loss");
        assertThat(losses.values()).allSatisfy(v -> assertThat(v).isFinite());
    }

    @Test
    void memoryOfStepsDoesNotGrow() {
        MaskRcnnConfig config = SmallModels.config(30);
        try (MaskRcnn model = SmallModels.tiny(config);
                AnchorArrays anchors = new AnchorArrays(DataSettings.anchors(config.rpn()));
                BatchLoader<TrainingItem, TrainingBatch> loader = loader(config);
                GraphStep step = new GraphStep(model.parts(config), anchors, List.of(), false)) {
            TrainingBatch batch = loader.next();
            long afterTen = 0;
            for (int i = 1; i <= 30; i++) {
                step.step(step.inputs(batch, i), 0, out -> {});
                afterTen = i == 10 ? step.pooledBytes() : afterTen;
            }
            assertThat(afterTen).isPositive();
            assertThat(step.pooledBytes()).isEqualTo(afterTen);
        }
    }

    @Test
    void aLossThatIsNotFiniteStopsNamedAndLeavesTheFileAlone(@TempDir Path dir) throws IOException {
        MaskRcnnConfig config = SmallModels.config(3);
        config = config.withModel(config.model().withNormalization(ModelConfig.Normalization.FROZEN));
        Path file = dir.resolve("model.mrcnn");
        try (MaskRcnn model = SmallModels.tiny(config)) {
            model.save(file);
            byte[] saved = Files.readAllBytes(file);
            model.update(weights -> weights.get("rpn_bbox_pred/bias").putScalar(0, Float.NaN));
            assertThatThrownBy(() -> Training.of(model, DATA).run())
                    .isInstanceOf(Trainer.NonFiniteLossException.class)
                    .hasMessageContaining("step 1")
                    .hasMessageContaining("rpn_bbox_loss")
                    .hasMessageContaining("blocks-");
            assertThat(Files.readAllBytes(file)).isEqualTo(saved);
            assertThat(dir).isDirectoryContaining(path -> path.equals(file));
        }
    }

    @Test
    void calibrationAndSavingRefuseWeightsThatAreNotFinite(@TempDir Path dir) {
        MaskRcnnConfig config = SmallModels.config(3);
        config = config.withModel(config.model().withNormalization(ModelConfig.Normalization.CALIBRATED));
        try (MaskRcnn model = SmallModels.tiny(config)) {
            model.update(weights -> weights.get("rpn_bbox_pred/bias").putScalar(0, Float.NaN));
            assertThatThrownBy(() -> Training.of(model, DATA).run())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("calibration", "rpn_bbox_pred/bias: 1 of ");
            assertThatThrownBy(() -> model.save(dir.resolve("model.mrcnn")))
                    .hasMessageContainingAll("model.mrcnn", "rpn_bbox_pred/bias: 1 of ");
            assertThat(dir).isEmptyDirectory();
        }
    }

    @Test
    void lossesInOtherFormsAreChosenByName() {
        MaskRcnnConfig config = SmallModels.config(2);
        Map<String, String> forms = Map.of(
                "mrcnn_mask_loss",
                "dice",
                "mrcnn_bbox_loss",
                "giou",
                "rpn_bbox_loss",
                "giou",
                "mrcnn_class_loss",
                "focal",
                "rpn_class_loss",
                "focal");
        List<Double> anchors = new ArrayList<>();
        List<Double> masks = new ArrayList<>();
        for (Map<String, String> chosen : List.of(Map.<String, String>of(), forms)) {
            try (MaskRcnn model =
                    SmallModels.tiny(config.withTrain(config.train().withLosses(chosen)))) {
                Training.of(model, DATA)
                        .listener(step -> {
                            assertThat(step.losses().firstNonFinite()).isEmpty();
                            masks.add(step.losses().value("rpn_bbox_loss"));
                            anchors.add(step.losses().value("rpn_class_loss"));
                        })
                        .run();
            }
        }
        assertThat(masks).hasSize(4);
        assertThat(masks.get(0)).isNotEqualTo(masks.get(2)); // same weights, same batch
        assertThat(anchors.get(2)).isBetween(0.0, anchors.get(0)); // each row is multiplied by (1 - p)^2
    }

    @Test
    void classesCountAsTheirNamesSay() {
        List<Double> first = new ArrayList<>();
        for (Map<String, Double> weights :
                List.of(Map.<String, Double>of(), Map.of("BG", 1.0, "red", 1.0), Map.of("BG", 0.0, "red", 9.0))) {
            MaskRcnnConfig config = SmallModels.with(SmallModels.config(1), train -> train.withClassWeights(weights));
            try (MaskRcnn model = SmallModels.tiny(config)) {
                Training.of(model, DATA)
                        .listener(step -> first.add(step.losses().value("mrcnn_class_loss")))
                        .run();
            }
        }
        assertThat(first.get(1)).isEqualTo(first.get(0));
        assertThat(first.get(2)).isNotEqualTo(first.get(0)).isNotNaN();
        MaskRcnnConfig wrong = SmallModels.with(SmallModels.config(1), t -> t.withClassWeights(Map.of("Red", 2.0)));
        assertThatThrownBy(() -> SmallModels.tiny(wrong))
                .hasMessageContaining(
                        "train.classWeights: expected names of the classes [BG, red, green], found [Red]");
    }

    @Test
    void refusesADataSetOfOtherClasses() {
        try (MaskRcnn model = SmallModels.tiny(SmallModels.config(1))) {
            assertThatThrownBy(() -> Training.of(model, new ShapesDataset(2, 1)).run())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[BG, red, green]")
                    .hasMessageContaining("[BG, square, circle, triangle]");
        }
    }

    @Test
    void refusesImagesOfOddSizeInModeNone() {
        MaskRcnnConfig config = SmallModels.config(1);
        config = config.withImage(config.image().withMode(ImageConfig.Mode.NONE));
        config = SmallModels.with(config, t -> t.withBatchSize(1));
        try (MaskRcnn model = SmallModels.tiny(config)) {
            assertThatThrownBy(() -> Training.of(model, new Cut()).run())
                    .hasMessageContaining("cut.png")
                    .hasMessageContaining("divisible by 64")
                    .hasMessageContaining("50x64");
            assertThatThrownBy(() -> model.detect(new Cut().load(0).image()))
                    .hasMessageContaining("divisible by 64")
                    .hasMessageContaining("50x64");
        }
    }

    private static BatchLoader<TrainingItem, TrainingBatch> loader(MaskRcnnConfig config) {
        return TrainingItems.loader(DATA, DataSettings.training(config, 3), LoaderSettings.of(2, 1));
    }

    /** A data set of one image of 50x64 pixels. */
    private record Cut() implements Dataset {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public List<String> labels() {
            return DATA.labels();
        }

        @Override
        public long imageId(int index) {
            return 1;
        }

        @Override
        public String imageName(int index) {
            return "cut.png";
        }

        @Override
        public Sample load(int index) {
            Rle mask = Rle.fromBox(new double[] {5, 5, 30, 30}, 50, 64);
            return Sample.of(1, "cut.png", Image.black(50, 64, 3), new int[] {1}, List.of(mask));
        }
    }
}
