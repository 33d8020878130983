// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.transform.Augmentation;

class ComponentConfigTest {
    @Test
    void aRecordReportsAllItsFaults() {
        assertThat(catchThrowableOfType(
                                InvalidConfigException.class,
                                () -> new DetectionConfig(
                                        0, 1.5f, Float.NaN, false, false, -1, DetectionConfig.Paste.SUB_PIXEL, false))
                        .faults())
                .containsExactly(
                        "detection.maxInstances: expected a whole number from 1 to 10000, found 0",
                        "detection.minConfidence: expected a number from 0 to 1, found 1.5",
                        "detection.nmsThreshold: expected a number from 0 to 1, found NaN",
                        "detection.minSide: expected a number from 0 to 1000000000, found -1.0");
    }

    @Test
    void listsAreCopiedAndWithoutGaps() {
        List<Float> scales = new ArrayList<>(List.of(8f, 16f, 32f, 64f, 128f));
        RpnConfig d = RpnConfig.defaults();
        RpnConfig rpn = RecordCopy.with(d, "anchorScales", scales);
        scales.set(0, 1f);
        assertThat(rpn.anchorScales().get(0)).isEqualTo(8f);
        assertThatThrownBy(() -> ImageConfig.defaults().withPixels(Arrays.asList(1f, null, 2f), 1))
                .hasMessageContaining("image.meanPixel");
        assertThatThrownBy(() -> d.withAnchorScales(8, 16, 32))
                .hasMessageContaining(
                        "rpn.anchorScales: expected 5 numbers above 0, up to 65536, or as many for each level, found [8.0, 16.0, 32.0]");
        assertThatThrownBy(() -> TrainConfig.defaults().withAugmentations(Arrays.asList((Augmentation) null)))
                .hasMessageContaining("train.augmentations");
    }

    @Test
    void imageSizesFitTheMode() {
        ImageConfig image = ImageConfig.defaults();
        assertThatThrownBy(() -> image.withDimensions(800, 1000)).hasMessageContaining("a multiple of 64");
        assertThatThrownBy(() -> image.withMode(ImageConfig.Mode.PAD64)).hasMessageContaining("pad64 and crop");
        assertThatThrownBy(() -> image.withDimensions(1088, 1024)).hasMessageContaining("at most maxDimension");
        assertThat(image.withDimensions(512, 1024)
                        .withMode(ImageConfig.Mode.CROP)
                        .fixedSize())
                .isTrue();
        assertThat(image.withMode(ImageConfig.Mode.NONE).fixedSize()).isFalse();
    }

    @Test
    void masksAreTwiceTheirFeatures() {
        RoiConfig d = RoiConfig.defaults();
        assertThatThrownBy(() -> RecordCopy.with(d, "maskSize", 27))
                .hasMessageContaining("roi.maskSize: expected twice maskPoolSize, 28");
    }

    @Test
    void positivesAreCutOffAsInTheReference() {
        assertThat(RoiConfig.defaults().maxPositives()).isEqualTo(66);
        assertThat(RoiConfig.defaults().withRoisPerImage(64).maxPositives()).isEqualTo(21);
        assertThat(RoiConfig.defaults().withRoisPerImage(2).maxPositives()).isEqualTo(1);
    }

    @Test
    void decoupledDecayBelongsToAdamW() {
        assertThatThrownBy(() -> OptimizerConfig.defaults().withWeightDecay(0.02, OptimizerConfig.L2.DECOUPLED))
                .hasMessageContaining("train.optimizer.l2: expected decoupled with kind adamw");
        assertThatThrownBy(() -> OptimizerConfig.adamW(1e-3, 0).withWeightDecay(0, OptimizerConfig.L2.DECAY))
                .hasMessageContaining("train.optimizer.l2");
    }

    @Test
    void milestonesRiseAndBelongToSteps() {
        assertThatThrownBy(() -> new ScheduleConfig(ScheduleConfig.Kind.STEPS, 0, List.of(5, 5)))
                .hasMessageContaining("rising whole numbers");
        assertThatThrownBy(() -> new ScheduleConfig(ScheduleConfig.Kind.STEPS, 0, List.of()))
                .hasMessageContaining("at least one step");
        assertThatThrownBy(() -> new ScheduleConfig(ScheduleConfig.Kind.COSINE, 0, List.of(5)))
                .hasMessageContaining("nothing unless kind is steps");
    }

    @Test
    void lossWeightsAreNotNegative() {
        TrainConfig d = TrainConfig.defaults();
        Map<String, Double> weights = new LinkedHashMap<>(d.lossWeights());
        weights.put("mask_loss", -1.0);
        assertThatThrownBy(() -> d.withLossWeights(weights))
                .hasMessageContaining("train.lossWeights.mask_loss: expected a number from 0 to 1000000, found -1.0");
    }

    @Test
    void formsOfLossesAreThoseThatThereAre() {
        TrainConfig d = TrainConfig.defaults();
        for (Map<String, String> bad : List.of(Map.of("mrcnn_mask_loss", "giou"), Map.of("mask_loss", "dice"))) {
            String name = bad.keySet().iterator().next();
            assertThatThrownBy(() -> d.withLosses(bad))
                    .hasMessageContaining("train.losses." + name + ": expected a form of {mrcnn_bbox_loss=")
                    .hasMessageContaining(", found " + bad.get(name));
        }
        assertThatThrownBy(() ->
                        d.withLegacyLosses(List.of("mrcnn_mask_loss")).withLosses(Map.of("mrcnn_mask_loss", "dice")))
                .hasMessageContaining("train.losses.mrcnn_mask_loss: expected the loss's own form");
        assertThat(d.withLosses(Map.of("mrcnn_mask_loss", "dice")).losses())
                .containsEntry("mrcnn_mask_loss", "dice")
                .containsEntry("rpn_bbox_loss", "smooth_l1");
        assertThat(MaskRcnnConfig.fromYaml("train:\n  losses: {mrcnn_bbox_loss: giou}\n", "x")
                        .train()
                        .losses())
                .containsEntry("mrcnn_bbox_loss", "giou");
    }

    @Test
    void loadingChecksItsNumbers() {
        assertThat(catchThrowableOfType(InvalidConfigException.class, () -> new LoadingConfig(0, true, false, 1.5f, -1))
                        .faults())
                .containsExactly(
                        "train.loading.queueBatches: expected a whole number from 1 to 1000, found 0",
                        "train.loading.repeatThreshold: expected a number from 0 to 1, found 1.5",
                        "train.loading.cacheMegabytes: expected a whole number from 0 to 1000000, found -1");
    }
}
