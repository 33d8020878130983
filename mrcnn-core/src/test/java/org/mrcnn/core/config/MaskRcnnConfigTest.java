// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.transform.Augmentation;
import org.mrcnn.engine.Precision;

class MaskRcnnConfigTest {
    private static final Path CONFIGS = Path.of("..", "config");

    @Test
    void defaultsAreSound() {
        assertThat(MaskRcnnConfig.defaults().validate()).isEqualTo(MaskRcnnConfig.defaults());
    }

    @Test
    void yamlRoundTripKeepsEverySetting() {
        List<Augmentation> augmentations = new ArrayList<>(Augmentation.defaults());
        augmentations.add(Augmentation.scaleJitter(0.8, 1.25, 0, 0.5));
        augmentations.add(Augmentation.affine(1e-3, 0, List.of(0.5, 1.0), 0, 0));
        MaskRcnnConfig changed = MaskRcnnConfig.defaults()
                .withModel(ModelConfig.defaults()
                        .withBackbone("resnet18")
                        .withPrecision(Precision.BF16)
                        .withNormalization(ModelConfig.Normalization.CALIBRATED)
                        .withWidths(32, 64, 16)
                        .withStrideIn3x3(true)
                        .withNormEpsilon(0))
                .withRpn(RpnConfig.defaults()
                        .withAnchorScales(8, 16.5f, 32, 64, 128)
                        .withAnchorRatios(1)
                        .withProposals(300, 250, 240)
                        .withLegacy(true))
                .withRoi(RoiConfig.defaults()
                        .withSampling(RoiConfig.Sampling.ALIGNED)
                        .withLegacyTargets(true)
                        .withUseRpnRois(false)
                        .withMaxInstances(7)
                        .withMiniMask(false, 28))
                .withDetection(
                        new DetectionConfig(200, 0.05f, 0.4f, true, true, 0, DetectionConfig.Paste.WHOLE_PIXEL, true))
                .withImage(
                        ImageConfig.defaults().withDimensions(256, 256).withPixels(List.of(0f, 1.5f, 255f), 1 / 255f))
                .withTrain(TrainConfig.defaults()
                        .withOptimizer(OptimizerConfig.adamW(3e-4, 0.02))
                        .withSchedule(new ScheduleConfig(ScheduleConfig.Kind.STEPS, 100, List.of(500, 800)))
                        .withLayers("5+")
                        .withSeed(-3_000_000_000L)
                        .withEpochs(3)
                        .withAccumulate(4)
                        .withAverageDecay(0.999)
                        .withValidation(ValidationConfig.everyEpochs(2).withMetric("box_ap50", 5))
                        .withStages(List.of(
                                StageConfig.ofEpochs("heads", 2).withAugmentations(List.of()),
                                StageConfig.of("4+", 100).withLearningRate(1e-4).withMaxDimension(512),
                                StageConfig.of("all", 7).withAugmentations(augmentations)))
                        .withAugmentations(augmentations));
        assertThat(MaskRcnnConfig.fromYaml(changed.toYaml(), "text")).isEqualTo(changed);
        assertThat(changed.toYaml())
                .contains("precision: bf16")
                .contains("- quarter_turns\n")
                .contains("- scale_jitter:\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"heads", "3+", "(mrcnn\\_.*)|(rpn: #x)", "5", "true", "1e5"})
    void layersSurviveYaml(String layers) {
        MaskRcnnConfig config =
                MaskRcnnConfig.defaults().withTrain(TrainConfig.defaults().withLayers(layers));
        assertThat(MaskRcnnConfig.fromYaml(config.toYaml(), "text")).isEqualTo(config);
    }

    @Test
    void whatTheFileLeavesOutKeepsItsDefault() {
        MaskRcnnConfig config = MaskRcnnConfig.fromYaml(
                "# a comment\ntrain:\n  optimizer:\n    learningRate: 3e-4\n  lossWeights: {mrcnn_mask_loss: 2}\n",
                "text");
        assertThat(config.train().optimizer())
                .isEqualTo(OptimizerConfig.defaults().withLearningRate(3e-4));
        assertThat(config.train().lossWeights())
                .containsEntry("mrcnn_mask_loss", 2.0)
                .containsEntry("rpn_class_loss", 1.0);
        assertThat(config.withTrain(TrainConfig.defaults())).isEqualTo(MaskRcnnConfig.defaults());
        assertThat(MaskRcnnConfig.fromYaml("# nothing\n", "text")).isEqualTo(MaskRcnnConfig.defaults());
    }

    @Test
    void namesEveryFaultOfAFileWithItsLine(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(
                file,
                """
                model:
                  backbone: resnet19
                  precision: f16
                rpn:
                  nmsThreshold: 1.7
                  nmsTreshold: 0.7
                  preNmsLimit: -1
                detection:
                  maxInstances: 2.5
                train:
                  optimizer:
                    kind: rmsprop
                """);
        InvalidConfigException e = catchThrowableOfType(InvalidConfigException.class, () -> MaskRcnnConfig.from(file));
        assertThat(e.faults())
                .containsExactly(
                        file + ":6: rpn.nmsTreshold: no such setting; known here: anchorScales, anchorRatios, strides,"
                                + " anchorStride, nmsThreshold, preNmsLimit, proposalsTraining, proposalsInference,"
                                + " anchorsPerImage, boxStdDev, coordinates, objectness, wholePixelAnchors,"
                                + " scalesOutermost, selectPerLevel, preNmsLimitTraining, minSide, foregroundIou, backgroundIou, legacy",
                        file + ":3: model.precision: expected one of f32, bf16, found \"f16\"",
                        file + ":5: rpn.nmsThreshold: expected a number from 0 to 1, found 1.7",
                        file + ":7: rpn.preNmsLimit: expected a whole number from 1 to 1000000, found -1",
                        file + ":9: detection.maxInstances: expected a whole number, found 2.5",
                        file + ":12: train.optimizer.kind: expected one of sgd, adam, adamw, found \"rmsprop\"");
        assertThat(e).hasMessageContaining("\n");
    }

    /** A stage in the middle of a run is checked like the run itself, before the run begins. */
    @Test
    void stagesAreCheckedAsTheRunIs() {
        assertFault(
                """
                image: {minDimension: 64, maxDimension: 64}
                train:
                  stages:
                  - {layers: heads, steps: 1}
                  - {layers: all, steps: 1, maxDimension: 100}
                """,
                "x:5: train.stages[1]: image.maxDimension: expected a multiple of 64 in mode square, found 100");
        assertFault(
                """
                rpn: {anchorStride: 2}
                train:
                  stages:
                  - {layers: heads, steps: 1, maxDimension: 192}
                """,
                "x:4: train.stages[0]: image.maxDimension: expected a multiple of 128 with rpn.anchorStride 2, found 192");
        assertFault(
                """
                rpn: {anchorStride: 2}
                image: {maxDimension: 832}
                train: {stages: [{layers: heads, steps: 1}]}
                """,
                "x:2: image.maxDimension: expected a multiple of 128 with rpn.anchorStride 2, found 832");
    }

    @Test
    void saysWhichTypeASettingWants() {
        assertFault(
                "train:\n  legacyLosses: [rpn_class_loss]\n",
                "x:2: train.legacyLosses: expected some of [mrcnn_class_loss, mrcnn_bbox_loss, mrcnn_mask_loss], found"
                        + " [rpn_class_loss]");
        assertFault("roi:\n  useRpnRois: 1\n", "x:2: roi.useRpnRois: expected true or false, found 1");
        assertFault("roi:\n  useRpnRois: maybe\n", "x:2: roi.useRpnRois: expected true or false, found \"maybe\"");
        assertFault("roi:\n  poolSize: '7'\n", "x:2: roi.poolSize: expected a whole number, found \"7\"");
        assertFault("roi:\n  poolSize:\n", "x:2: roi.poolSize: expected a whole number, found nothing");
        assertFault("image:\n  scale: big\n", "x:2: image.scale: expected a number, found \"big\"");
        assertFault("image:\n  meanPixel: 3\n", "x:2: image.meanPixel: expected a list, found 3");
        assertFault(
                "image:\n  meanPixel:\n   - 3\n   - 4\n",
                "x:2: image.meanPixel: expected three numbers from 0 to 255, found [3.0, 4.0]");
        assertFault("rpn:\n  anchorScales: [8, a]\n", "x:2: rpn.anchorScales[1]: expected a number, found \"a\"");
        assertFault("train: fast\n", "x:1: train: expected settings as key: value, found \"fast\"");
        assertFault("train:\n", "x:1: train: expected settings as key: value, found null");
        assertFault("- 1\n", "x: expected settings as key: value, found [1]");
    }

    @Test
    void augmentationsAreNamesOrNamesWithSettings() {
        MaskRcnnConfig config = MaskRcnnConfig.fromYaml(
                """
                train:
                  augmentations:
                    - horizontal_flip
                    - flips
                    - quarter_turns
                    - scale_jitter: {min: 0.5, max: 2.0}
                    - affine: {degrees: 15, translate: 1e-1, shear: 5, scale: [0.8, 1], probability: 0.5}
                    - affine:
                        degrees: 90
                """,
                "x");
        assertThat(config.train().augmentations())
                .containsExactly(
                        Augmentation.horizontalFlip(0.5),
                        Augmentation.flips(0.5),
                        Augmentation.quarterTurns(),
                        Augmentation.scaleJitter(0.5, 2, 0.1, 1),
                        Augmentation.affine(15, 0.1, List.of(0.8, 1.0), 5, 0.5),
                        Augmentation.affine(90, 0.1, List.of(0.9, 1.1), 5, 1));
        assertThat(MaskRcnnConfig.fromYaml("train:\n  augmentations: []\n", "x"))
                .isEqualTo(MaskRcnnConfig.defaults());
    }

    @Test
    void namesEveryFaultOfAugmentationsWithItsLine() {
        String yaml =
                """
                train:
                  augmentations:
                    - turns
                    - scale_jitter: {min: 0.5, maxx: 2.0}
                    - scale_jitter:
                        min: 3
                    - affine:
                        degrees: much
                        probability: 0.5
                    - blur: {sigma: [1, b]}
                    - jpeg_artefacts: {quality: [50, 20]}
                    - cut_out: 3
                    - 7
                    - hue:
                      degrees: 3
                    - flips: {probability: 1.5}
                """;
        String names = "horizontal_flip, vertical_flip, flips, quarter_turns, scale_jitter, random_crop, affine,"
                + " brightness, contrast, saturation, hue, grey, blur, noise, jpeg_artefacts, cut_out, mosaic,"
                + " copy_paste, mixup";
        String at = ": train.augmentations";
        assertThat(catchThrowableOfType(InvalidConfigException.class, () -> MaskRcnnConfig.fromYaml(yaml, "x"))
                        .faults())
                .containsExactly(
                        "x:3" + at + "[0]: expected one of " + names + ", found \"turns\"",
                        "x:4" + at + "[1].scale_jitter.maxx: no such setting; known here: min, max, minVisible,"
                                + " probability",
                        "x:5" + at + "[2].scale_jitter.max: expected a number from 3 to 100, found 2.0",
                        "x:8" + at + "[3].affine.degrees: expected a number, found \"much\"",
                        "x:10" + at + "[4].blur.sigma[1]: expected a number, found \"b\"",
                        "x:11" + at + "[5].jpeg_artefacts.quality: expected two rising whole numbers from 1 to 100,"
                                + " found [50, 20]",
                        "x:12" + at + "[6].cut_out: expected settings as key: value, found 3",
                        "x:13" + at + "[7]: expected a name, or one name: {settings}, found 7",
                        "x:14" + at + "[8]: expected a name, or one name: {settings}, found"
                                + " {\"hue\":null,\"degrees\":3}",
                        "x:16" + at + "[9].flips.probability: expected a number from 0 to 1, found 1.5");
        assertFault("train:\n  augmentations: flips\n", "x:2" + at + ": expected a list, found \"flips\"");
        assertThatThrownBy(() ->
                        MaskRcnnConfig.fromYaml("train:\n  augmentations:\n    - hue: {degrees: 1, degrees: 2}\n", "x"))
                .hasMessageContaining("train.augmentations[0].hue.degrees is given twice");
    }

    @Test
    void refusesTextThatIsNoYaml() {
        assertThatThrownBy(() -> MaskRcnnConfig.fromYaml("model:\n  backbone: [resnet18\n", "broken.yaml"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageStartingWith("broken.yaml:")
                .hasMessageContaining("no sound YAML");
        assertThatThrownBy(() -> MaskRcnnConfig.fromYaml("roi:\n  poolSize: 7\n  poolSize: 8\n", "twice.yaml"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageStartingWith("twice.yaml:3:")
                .hasMessageContaining("roi.poolSize is given twice, first on line 2");
    }

    @Test
    void reportsAllDisagreementsAtOnce() {
        MaskRcnnConfig config = MaskRcnnConfig.defaults()
                .withRpn(RpnConfig.defaults().withProposals(100, 100, 50))
                .withTrain(TrainConfig.defaults()
                        .withLimits(10, 0)
                        .withSchedule(ScheduleConfig.cosine(10))
                        .withLoading(LoadingConfig.defaults().withOrder(true, 0)));
        assertThat(catchThrowableOfType(InvalidConfigException.class, config::validate)
                        .faults())
                .satisfiesExactly(
                        fault -> assertThat(fault).startsWith("train.loading.groupByAspect: expected false"),
                        fault -> assertThat(fault).startsWith("roi.roisPerImage: expected at most"),
                        fault -> assertThat(fault).startsWith("detection.maxInstances: expected at most"),
                        fault -> assertThat(fault).startsWith("train.schedule.warmupSteps: expected fewer than"));
        assertThat(catchThrowableOfType(
                                InvalidConfigException.class,
                                () -> MaskRcnnConfig.fromYaml("train:\n\n\n  loading:\n    groupByAspect: true\n", "x"))
                        .faults())
                .containsExactly("x:5: train.loading.groupByAspect: expected false, because image.mode square gives"
                        + " images of one size, found true");
        assertThat(MaskRcnnConfig.fromYaml("image:\n  mode: pad64\n  minDimension: 128\ntrain:\n  batchSize: 3\n", "x")
                        .train()
                        .batchSize())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nuclei.yaml", "nuclei-torchvision.yaml", "stages.yaml", "demo.yaml", "matterport-coco.yaml"})
    void filesOfTheRepositoryAreSound(String name) throws IOException {
        MaskRcnnConfig config = MaskRcnnConfig.from(CONFIGS.resolve(name));
        assertThat(MaskRcnnConfig.fromYaml(config.toYaml(), name)).isEqualTo(config);
    }

    @Test
    void matterportFileSpellsOutTheDefaults() throws IOException {
        Path file = CONFIGS.resolve("matterport-coco.yaml");
        assertThat(MaskRcnnConfig.from(file)).isEqualTo(MaskRcnnConfig.defaults());
        YAMLMapper yaml = new YAMLMapper();
        assertThat(names(yaml.readTree(file.toFile()), ""))
                .containsExactlyInAnyOrderElementsOf(
                        names(yaml.readTree(MaskRcnnConfig.defaults().toYaml()), ""));
    }

    private static List<String> names(JsonNode settings, String above) {
        if (!settings.isObject() || settings.isEmpty()) {
            return List.of(above);
        }
        List<String> names = new ArrayList<>();
        settings.fieldNames().forEachRemaining(name -> names.addAll(names(settings.get(name), above + "." + name)));
        return names;
    }

    @ParameterizedTest
    @EnumSource(ModelConfig.Dialect.class)
    void aDialectSetsTheOtherSettings(ModelConfig.Dialect dialect) {
        MaskRcnnConfig config = MaskRcnnConfig.defaults(dialect);
        assertThat(config.validate().model().dialect()).isEqualTo(dialect);
        String name = dialect.name().toLowerCase(Locale.ROOT);
        assertThat(MaskRcnnConfig.fromYaml("model: {dialect: " + name + "}", "x"))
                .isEqualTo(config);
        assertThat(MaskRcnnConfig.fromYaml(config.toYaml(), "x")).isEqualTo(config);
    }

    @Test
    void aSettingBesideTheDialectCounts() {
        MaskRcnnConfig config = MaskRcnnConfig.fromYaml(
                "rpn:\n  nmsThreshold: 0.6\nmodel:\n  dialect: torchvision\n  backbone: resnet18\n", "x");
        MaskRcnnConfig torchvision = MaskRcnnConfig.defaults(ModelConfig.Dialect.TORCHVISION);
        assertThat(config.rpn()).isEqualTo(RecordCopy.with(torchvision.rpn(), "nmsThreshold", 0.6f));
        assertThat(config.model()).isEqualTo(torchvision.model().withBackbone("resnet18"));
        assertFault(
                "model:\n  dialect: keras\n",
                "x:2: model.dialect: expected one of matterport, torchvision, torchvision_v2, detectron2, mmdetection,"
                        + " found \"keras\"");
    }

    @Test
    void aDialectTrainsByItsOwnRules() {
        MaskRcnnConfig torchvision = MaskRcnnConfig.defaults(ModelConfig.Dialect.TORCHVISION_V2);
        assertThat(torchvision.train().losses())
                .containsEntry("rpn_bbox_loss", "smooth_l1_per_sample")
                .containsEntry("mrcnn_bbox_loss", "smooth_l1_per_sample")
                .containsEntry("mrcnn_mask_loss", "cross_entropy");
        assertThat(torchvision.roi().maskTargets()).isEqualTo(RoiConfig.MaskTargets.AVERAGED);
        assertThat(torchvision.roi().maxPositives()).isEqualTo(128);
        MaskRcnnConfig detectron2 = MaskRcnnConfig.fromYaml(
                "model: {dialect: detectron2}\ntrain:\n  losses: {mrcnn_bbox_loss: giou}\n", "x");
        assertThat(detectron2.train().losses())
                .containsEntry("rpn_bbox_loss", "l1_per_sample")
                .containsEntry("mrcnn_bbox_loss", "giou");
        assertThat(detectron2
                        .train()
                        .withLosses(Map.of("mrcnn_mask_loss", "dice"))
                        .losses())
                .containsEntry("rpn_bbox_loss", "l1_per_sample");
        assertThat(detectron2.roi().maskTargets()).isEqualTo(RoiConfig.MaskTargets.THRESHOLDED);
        assertFault(
                "roi:\n  legacyTargets: true\n  maskTargets: averaged\n",
                "x:3: roi.maskTargets: expected rounded beside roi.legacyTargets, found averaged");
    }

    private static void assertFault(String yaml, String fault) {
        assertThat(catchThrowableOfType(InvalidConfigException.class, () -> MaskRcnnConfig.fromYaml(yaml, "x"))
                        .faults())
                .containsExactly(fault);
    }
}
