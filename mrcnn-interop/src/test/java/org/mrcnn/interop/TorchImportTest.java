// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig.Dialect;
import org.mrcnn.core.weights.WeightExclusion;
import org.mrcnn.core.weights.WeightImport;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.engine.weights.WeightFileException;

/** Names, layouts and settings of models of PyTorch software, on a narrow ResNet-18 with three classes. */
class TorchImportTest {

    private static final List<String> LABELS = List.of("BG", "cell", "ball");

    @TempDir
    private Path folder;

    private Path file(String list) throws IOException {
        return ListedTensors.write(folder.resolve("model.any"), ListedTensors.shapes(list + ".txt"));
    }

    @ParameterizedTest
    @CsvSource({
        "torchvision, TORCHVISION, 0",
        "torchvision_old, TORCHVISION, 0",
        "torchvision_v2, TORCHVISION_V2, 36",
        "detectron2, DETECTRON2, 3",
        "mmdetection, MMDETECTION, 20"
    })
    void everyTensorIsLoadedOrExplained(String list, Dialect dialect, int skipped) throws IOException {
        try (WeightSource source = WeightFiles.open(file(list))) {
            MaskRcnnConfig config = source.config().orElseThrow();
            assertThat(config.model().dialect()).isEqualTo(dialect);
            assertThat(config.model().backbone()).isEqualTo("resnet18");
            assertThat(config.model().pyramidSize()).isEqualTo(8);
            assertThat(config.model().fcLayersSize()).isEqualTo(12);
            assertThat(source.labels()).isEmpty();
            try (MaskRcnn model = MaskRcnn.create(config, LABELS)) {
                WeightImport done = model.importWeights(source, WeightExclusion.NONE);
                assertThat(done.loaded())
                        .containsExactlyInAnyOrderElementsOf(model.weights().keySet());
                assertThat(done.skipped()).hasSize(skipped);
                checkLayouts(TinyModel.values(model), dialect);
            }
        }
    }

    /** Element i is i + 1 in the file, so that a value here tells the place there. */
    private static void checkLayouts(Map<String, float[]> values, Dialect dialect) {
        boolean backgroundLast = dialect == Dialect.DETECTRON2 || dialect == Dialect.MMDETECTION;
        assertThat(values.get("bn2b_branch2a/moving_variance")[5]).isEqualTo(6);
        // [out 64, in 3, 7, 7] there: out 2, in 1 or its mirror image, row 3, column 4
        int in = dialect == Dialect.DETECTRON2 ? 3 - 1 - 0 : 0;
        assertThat(values.get("conv1/kernel")[((3 * 7 + 4) * 3 + 0) * 64 + 2])
                .isEqualTo(((2 * 3 + in) * 7 + 3) * 7 + 4 + 1);
        // [out 12, channel 8 x row 7 x column 7] there: out 1, channel 2, row 3, column 4
        assertThat(values.get("mrcnn_class_conv1/kernel")[((3 * 7 + 4) * 8 + 2) * 12 + 1])
                .isEqualTo(1 * 392 + (2 * 7 + 3) * 7 + 4 + 1);
        // [out 12, in 8] there: anchor 1 of 3, dx and dy
        assertThat(values.get("rpn_bbox_pred/kernel")[3 * 12 + 4]).isEqualTo(5 * 8 + 3 + 1);
        assertThat(values.get("rpn_bbox_pred/bias")).startsWith(2, 1, 4, 3, 6);
        // [in 8, out 8, 2, 2] there: in 1, out 2, row 0, column 1
        assertThat(values.get("mrcnn_mask_deconv/kernel")[((0 * 2 + 1) * 8 + 2) * 8 + 1])
                .isEqualTo(((1 * 8 + 2) * 2 + 0) * 2 + 1 + 1);
        if (backgroundLast) {
            assertThat(values.get("mrcnn_class_logits/bias")).containsExactly(3, 1, 2);
            assertThat(values.get("mrcnn_bbox_fc/bias")).containsExactly(0, 0, 0, 0, 2, 1, 4, 3, 6, 5, 8, 7);
            assertThat(values.get("mrcnn_mask/bias")).containsExactly(0, 1, 2);
        } else {
            assertThat(values.get("mrcnn_class_logits/bias")).containsExactly(1, 2, 3);
            assertThat(values.get("mrcnn_bbox_fc/bias")).containsExactly(2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11);
            assertThat(values.get("mrcnn_mask/bias")).containsExactly(1, 2, 3);
        }
        // [out 3, in 12] there: class 1, input 5
        assertThat(values.get("mrcnn_class_logits/kernel")[5 * 3 + 1]).isEqualTo((backgroundLast ? 0 : 12) + 5 + 1);
    }

    @Test
    void pixelsOfDetectron2AreTaken() throws IOException {
        try (WeightSource source = WeightFiles.open(file("detectron2"))) {
            MaskRcnnConfig config = source.config().orElseThrow();
            assertThat(config.image().meanPixel()).containsExactly(3f, 2f, 1f);
            assertThat(config.image().stdPixel()).containsExactly(3f, 2f, 1f);
            assertThat(source.skipped())
                    .containsEntry("pixel_std", "normalization of pixels, which is a setting here")
                    .containsEntry(
                            "proposal_generator.anchor_generator.cell_anchors.0",
                            "anchors, which follow from the settings here");
        }
    }

    @Test
    void aClassifierIsAStartForTraining() throws IOException {
        try (WeightSource source = WeightFiles.open(file("resnet18"));
                MaskRcnn model = MaskRcnn.create(narrow(source.config().orElseThrow()), LABELS)) {
            assertThatThrownBy(() -> model.importWeights(source, WeightExclusion.NONE))
                    .hasMessageContaining("exclude \"top\"");
            WeightImport done = model.importWeights(source, WeightExclusion.TOP);
            assertThat(done.loaded()).hasSize(100).contains("res5b_branch2b/kernel", "bn_conv1/moving_mean");
            assertThat(done.skipped())
                    .containsEntry("fc.weight", "classifies images; only the backbone is loaded")
                    .containsEntry("bn1.num_batches_tracked", "counts training steps, which nothing here uses");
            assertThat(done.toString())
                    .contains("layers not loaded, which keep their initial values: fpn_c5p5")
                    .contains("20 arrays such as bn1.num_batches_tracked (counts training steps")
                    .contains("fc.weight and fc.bias (classifies images");
        }
    }

    private static MaskRcnnConfig narrow(MaskRcnnConfig config) {
        return config.withModel(config.model().withWidths(8, 12, 8));
    }

    @Test
    void namesMayHaveAPrefix() throws IOException {
        Map<String, long[]> shapes = ListedTensors.shapes("torchvision.txt");
        Map<String, long[]> prefixed = new java.util.LinkedHashMap<>();
        shapes.forEach((name, shape) -> prefixed.put("module." + name, shape));
        try (WeightSource source = WeightFiles.open(ListedTensors.write(folder.resolve("a"), prefixed))) {
            assertThat(source.shapes()).hasSize(142).containsKey("rpn_conv_shared/kernel");
        }
    }

    @Test
    void aMissingTensorIsNamedAndAnotherIsADifference() throws IOException {
        Map<String, long[]> shapes = ListedTensors.shapes("torchvision.txt");
        shapes.put("roi_heads.keypoint_head.0.weight", new long[] {2, 3});
        try (WeightSource source = WeightFiles.open(ListedTensors.write(folder.resolve("a"), shapes))) {
            assertThat(source.shapes()).containsKey("roi_heads.keypoint_head.0.weight");
        }
        shapes.remove("rpn.head.cls_logits.bias");
        Path file = ListedTensors.write(folder.resolve("b"), shapes);
        assertThatThrownBy(() -> WeightFiles.open(file))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining(
                        "looks like a model of torchvision, but 1 tensors are missing: rpn.head.cls_logits.bias");
        shapes.put("rpn.head.cls_logits.bias", new long[] {3, 1});
        Path wrong = ListedTensors.write(folder.resolve("c"), shapes);
        assertThatThrownBy(() -> WeightFiles.open(wrong))
                .hasMessageContaining("tensor rpn.head.cls_logits.bias: expected a shape for VECTOR, found [3, 1]");
    }

    @Test
    void otherNetworksAreRefused() throws IOException {
        Path other = ListedTensors.write(folder.resolve("a"), Map.of("blocks.0.attn.qkv.weight", new long[] {2, 2}));
        assertThatThrownBy(() -> WeightFiles.open(other))
                .hasMessageContaining("expected a Mask R-CNN with ResNet and feature pyramid of torchvision")
                .hasMessageContaining("blocks.0.attn.qkv.weight");
        Map<String, long[]> shapes = ListedTensors.shapes("resnet18.txt");
        shapes.keySet().removeIf(name -> name.startsWith("layer3.1"));
        Path odd = ListedTensors.write(folder.resolve("b"), shapes);
        assertThatThrownBy(() -> WeightFiles.open(odd)).hasMessageContaining("found a ResNet with [2, 2, 1, 2] blocks");
    }

    @Test
    void cocoIsKnownByItsNumberOfClasses() throws IOException {
        for (int count : new int[] {81, 91}) {
            Map<String, long[]> shapes = ListedTensors.shapes("torchvision_old.txt");
            shapes.put("roi_heads.box_predictor.cls_score.bias", new long[] {count});
            shapes.put("roi_heads.box_predictor.cls_score.weight", new long[] {count, 12});
            shapes.put("roi_heads.box_predictor.bbox_pred.weight", new long[] {4 * count, 12});
            shapes.put("rpn.head.cls_logits.bias", new long[] {5});
            Path file = ListedTensors.write(folder.resolve("coco" + count), shapes);
            try (WeightSource source = WeightFiles.open(file)) {
                assertThat(source.labels())
                        .hasSize(count)
                        .startsWith("BG", "person")
                        .endsWith("toothbrush");
                assertThat(source.labels().get(count == 81 ? 12 : 13)).isEqualTo("stop sign");
                assertThat(source.hints())
                        .hasSize(count == 81 ? 1 : 2)
                        .anyMatch(hint -> hint.contains("5 anchors per cell"));
                assertThat(String.join("", source.hints()).contains("set model.normEpsilon=0"))
                        .isEqualTo(count == 91);
            }
        }
    }
}
