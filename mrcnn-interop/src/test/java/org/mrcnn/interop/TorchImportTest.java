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

    /** Element i is i + 1 in the file, so that a value here shows its position there. */
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
        shapes.put("roi_heads.other_head.0.weight", new long[] {2, 3});
        try (WeightSource source = WeightFiles.open(ListedTensors.write(folder.resolve("a"), shapes))) {
            assertThat(source.shapes()).containsKey("roi_heads.other_head.0.weight");
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "torchvision | roi_heads.keypoint_head.0.weight | a Keypoint R-CNN",
                "torchvision | head.classification_head.cls_logits.weight | a RetinaNet",
                "torchvision | head.regression_head.bbox_ctrness.weight | an FCOS",
                "none | backbone.body.0.0.weight | a backbone that is no ResNet, such as MobileNet",
                "none | backbone.features.0.0.weight | a backbone that is no ResNet, such as MobileNet",
                "none | features.0.0.weight | a network that is no ResNet, such as MobileNet, EfficientNet or VGG",
                "none | backbone.stages.0.blocks.0.attn.w_msa.qkv.weight | a transformer, such as Swin or ViT",
                "none | conv1.0.weight | a ResNet with three convolutions at its start, such as resnet50d or V1d",
                "none | transformer.encoder.layers.0.linear1.weight | a transformer, such as DETR",
                "none | model.model.0.conv.weight | a YOLO",
                "none | res2_0_branch2a_w | a network with names of Caffe2",
                "none | res2.0.conv1.weight | a backbone of Detectron2 alone",
                "detectron2 | roi_heads.box_head.0.fc1.weight | a Cascade R-CNN",
                "detectron2 | backbone.bottom_up.res3.0.conv2_offset.weight | a network with deformable convolutions",
                "detectron2 | sem_seg_head.p2.0.weight | a network that segments the background as well",
                "detectron2 | backbone.fpn_lateral2.norm.weight | a feature pyramid with normalizations",
                "detectron2 | roi_heads.mask_head.point_head.fc1.weight | a PointRend",
                "none | roi_heads.res5.0.conv1.weight | a network without feature pyramid (C4)",
                "none | backbone.res2.0.conv1.weight | a network of Detectron2 without feature pyramid",
                "mmdetection | roi_head.bbox_head.0.fc_cls.weight | a Cascade R-CNN",
                "mmdetection | roi_head.mask_iou_head.fcs.0.weight | a Mask Scoring R-CNN",
                "resnet18 | bbox_head.retina_cls.weight | a RetinaNet",
                "resnet18 | bbox_head.fc_cls.weight | a model of MMDetection 1",
                "none | backbone.layer1.0.gn1.weight | a backbone with GroupNorm",
                "resnet18 | mask_head.conv.0.weight | a network of MMDetection or MMSegmentation that is no Mask R-CNN",
                "resnet18 | layer1.0.se.fc1.weight | a ResNet with squeeze and excitation"
            })
    void otherNetworksAreNamed(String list, String tensor, String name) throws IOException {
        Map<String, long[]> shapes =
                list.equals("none") ? new java.util.LinkedHashMap<>() : ListedTensors.shapes(list + ".txt");
        shapes.put(tensor, new long[] {2, 3});
        Path file = ListedTensors.write(folder.resolve("a"), shapes);
        assertThatThrownBy(() -> WeightFiles.open(file))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining("expected a Mask R-CNN with ResNet and feature pyramid of torchvision")
                .hasMessageContaining("found " + name)
                .hasMessageContaining("by the tensor " + tensor);
    }

    @Test
    void modelsThatLackAPartAreNamed() throws IOException {
        Map<String, long[]> faster = ListedTensors.shapes("torchvision.txt");
        faster.keySet().removeIf(name -> name.contains("mask_"));
        Path boxes = ListedTensors.write(folder.resolve("a"), faster);
        assertThatThrownBy(() -> WeightFiles.open(boxes))
                .hasMessageContaining("looks like a Faster R-CNN of torchvision, which finds no masks, but 12 tensors");
        Map<String, long[]> group = ListedTensors.shapes("detectron2.txt");
        group.keySet().removeIf(name -> name.contains(".running_"));
        Path norms = ListedTensors.write(folder.resolve("b"), group);
        assertThatThrownBy(() -> WeightFiles.open(norms))
                .hasMessageContaining("normalizations without statistics, such as GroupNorm");
    }

    @Test
    void resNetsOfOtherSizesAreNamed() throws IOException {
        Map<String, long[]> shapes = ListedTensors.shapes("torchvision.txt");
        shapes.put("backbone.body.layer1.0.conv2.weight", new long[] {64, 4, 3, 3});
        Path next = ListedTensors.write(folder.resolve("a"), shapes);
        assertThatThrownBy(() -> WeightFiles.open(next))
                .hasMessageContaining("found a ResNeXt, whose convolutions are in groups")
                .hasMessageContaining("backbone.body.layer1.0.conv2.weight [64, 4, 3, 3]");
        shapes.put("backbone.body.layer1.0.conv2.weight", new long[] {128, 64, 3, 3});
        Path wide = ListedTensors.write(folder.resolve("b"), shapes);
        assertThatThrownBy(() -> WeightFiles.open(wide)).hasMessageContaining("of other widths, such as Wide ResNet");
    }

    @Test
    void whatStandsBesideTheNetworkIsExplained() throws IOException {
        Map<String, long[]> shapes = new java.util.LinkedHashMap<>();
        ListedTensors.shapes("torchvision.txt").forEach((name, shape) -> shapes.put("model." + name, shape));
        shapes.put("criterion.weight", new long[] {3});
        shapes.put("ema_model.module.backbone.body.conv1.weight", new long[] {64, 3, 7, 7});
        shapes.put("ema_model.module.backbone.body.layer1.0.conv1.weight", new long[] {64, 64, 3, 3});
        shapes.put("ema_model.n_averaged", new long[] {});
        try (WeightSource source = WeightFiles.open(ListedTensors.write(folder.resolve("a"), shapes))) {
            assertThat(source.shapes()).hasSize(142);
            assertThat(source.skipped())
                    .containsEntry("criterion.weight", "not of the network, whose names begin with model.")
                    .containsEntry("ema_model.n_averaged", "counts averaged models, which nothing here uses")
                    .hasSize(4);
        }
        shapes.put("student.backbone.body.conv1.weight", new long[] {64, 3, 7, 7});
        shapes.put("student.backbone.body.layer1.0.conv1.weight", new long[] {64, 64, 3, 3});
        Path two = ListedTensors.write(folder.resolve("b"), shapes);
        assertThatThrownBy(() -> WeightFiles.open(two))
                .hasMessageContaining("expected the tensors of one network, found 2, whose names begin with")
                .hasMessageContaining("[model., student.]");
    }

    @Test
    void cocoIsKnownByItsNumberOfClasses() throws IOException {
        for (int count : new int[] {81, 91}) {
            Map<String, long[]> shapes = ListedTensors.shapes("torchvision_old.txt");
            shapes.put("roi_heads.box_predictor.cls_score.bias", new long[] {count});
            shapes.put("roi_heads.box_predictor.cls_score.weight", new long[] {count, 12});
            shapes.put("roi_heads.box_predictor.bbox_pred.weight", new long[] {4L * count, 12});
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
