// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.engine.weights.WeightFileException;

/** Files saved by training programs: weights together with an optimizer, averages, configurations and other values. */
class TorchCheckpointTest {

    private static final long[] MOMENT = {64, 3, 7, 7};

    @TempDir
    private Path folder;

    private static Map<String, Object> state(String list, String prefix) throws IOException {
        Map<String, Object> state = new LinkedHashMap<>();
        ListedTensors.shapes(list + ".txt").forEach((name, shape) -> state.put(prefix + name, shape));
        return state;
    }

    private Path saved(Object value) throws IOException {
        return TorchSaved.write(folder.resolve("model.pth"), value);
    }

    /** Caffe style has other strides and another order of colours, which the tensors do not show. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "config | model = dict(backbone=dict(type='ResNet', depth=50, norm_eval=True, style='caffe'))",
                "cfg | model = dict(backbone=dict(depth=50, style = 'caffe', type='ResNet'))",
                "cfg | {'model': {'backbone': {'depth': 50, 'style': 'caffe'}}}"
            })
    void theStyleCaffeOfMmdetectionIsRefused(String key, String config) throws IOException {
        Map<String, Object> weights = state("mmdetection", "");
        Path caffe = saved(Map.of("meta", Map.of(key, config), "state_dict", weights));
        assertThatThrownBy(() -> WeightFiles.open(caffe))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining("model.pth: expected a model of MMDetection of style pytorch, found style caffe");
        String pytorch = config.replace("caffe", "pytorch") + "  # not caffe";
        Path usual = TorchSaved.write(
                folder.resolve("usual.pth"), Map.of("meta", Map.of(key, pytorch), "state_dict", weights));
        try (WeightSource source = WeightFiles.open(usual)) {
            assertThat(source.shapes()).hasSize(142);
        }
    }

    @ParameterizedTest
    @CsvSource({"classes", "CLASSES"})
    void theClassNamesOfMmdetectionAreTaken(String key) throws IOException {
        List<String> names = List.of("Zelle", "核");
        Path file = saved(Map.of(
                "state_dict",
                state("mmdetection", ""),
                "meta",
                Map.of("dataset_meta", Map.of(key, names), "epoch", 12)));
        try (WeightSource source = WeightFiles.open(file)) {
            assertThat(source.labels()).containsExactly("BG", "Zelle", "核");
        }
    }

    @Test
    void weightsOfLightningAndOfDataParallelAreRead() throws IOException {
        Path lightning = saved(Map.of(
                "epoch",
                3,
                "state_dict",
                state("torchvision", "model.module."),
                "optimizer_states",
                List.of(Map.of("state", Map.of("0", Map.of("exp_avg", MOMENT)))),
                "hyper_parameters",
                Map.of("lr", "1e-3")));
        try (WeightSource source = WeightFiles.open(lightning)) {
            assertThat(source.shapes()).hasSize(142).containsKey("conv1/kernel");
            assertThat(source.skipped()).isEmpty();
            assertThat(source.hints()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"ema_state_dict", "model_ema", "state_dict_ema"})
    void theTrainedWeightsAreReadNotTheirAverage(String key) throws IOException {
        Path both = saved(Map.of(
                key,
                state("torchvision", "module."),
                "state_dict",
                state("torchvision", ""),
                "optimizer",
                Map.of("momentum", MOMENT)));
        try (WeightSource source = WeightFiles.open(both)) {
            assertThat(source.shapes()).hasSize(142);
            assertThat(source.hints())
                    .singleElement()
                    .asString()
                    .contains("under each of the keys [state_dict, " + key + "]; those under state_dict are read");
        }
        Path average = TorchSaved.write(
                folder.resolve("average.pth"), Map.of(key, state("torchvision", "module."), "epoch", 3));
        try (WeightSource source = WeightFiles.open(average)) {
            assertThat(source.shapes()).hasSize(142);
        }
    }

    @ParameterizedTest
    @CsvSource({"HalfStorage, 2", "BFloat16Storage, 2", "DoubleStorage, 8"})
    void weightsOfOtherPrecisionAreRead(String storage, int width) throws IOException {
        Path file = TorchSaved.write(folder.resolve("a.pth"), state("torchvision", ""), storage, width);
        try (WeightSource source = WeightFiles.open(file)) {
            assertThat(source.shapes()).hasSize(142);
        }
    }

    @ParameterizedTest
    @CsvSource({"CharStorage, 1, I8", "ByteStorage, 1, U8", "IntStorage, 4, I32"})
    void wholeNumbersAreNoWeights(String storage, int width, String type) throws IOException {
        Path file = TorchSaved.write(folder.resolve("a.pth"), state("torchvision", ""), storage, width);
        assertThatThrownBy(() -> WeightFiles.open(file))
                .hasMessageContaining(
                        "a.pth: tensor backbone.body.conv1.weight: expected floating-point numbers, found " + type
                                + ": quantized weights are not read");
    }

    @Test
    void aTensorOfTypesThatNoWeightHasIsNamed() throws IOException {
        Path file = TorchSaved.write(folder.resolve("a.pth"), state("torchvision", ""), "ComplexFloatStorage", 8);
        assertThatThrownBy(() -> WeightFiles.open(file))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining("a tensor of ComplexFloatStorage");
    }

    /** For example, a bias that a convolution does not have. */
    @ParameterizedTest
    @ValueSource(strings = {"model_torchvision.pth", "model_script.pth"})
    void whatIsNoTensorOfAWholeModelIsNoNews(String name) throws IOException {
        try (WeightSource source = WeightFiles.open(Path.of("src/test/resources/torch", name))) {
            assertThat(source.skipped()).isEmpty();
            assertThat(source.config().orElseThrow().image().minDimension()).isEqualTo(128);
        }
    }

    /** Each part alone looks like a classification network, or like nothing. */
    @Test
    void aModelSavedInPartsIsRefused() throws IOException {
        Map<String, Object> parts = new LinkedHashMap<>();
        state("torchvision", "").forEach((name, shape) -> {
            int dot = name.indexOf('.');
            @SuppressWarnings("unchecked") // all values are created here
            Map<String, Object> part = (Map<String, Object>)
                    parts.computeIfAbsent(name.substring(0, dot), key -> new LinkedHashMap<String, Object>());
            part.put(name.substring(dot + 1), shape);
        });
        Path file = saved(parts);
        assertThatThrownBy(() -> WeightFiles.open(file))
                .hasMessageContaining("found a part of a detector without the rest")
                .hasMessageContaining("save the state_dict of the whole model")
                .hasMessageContaining("by the tensor fpn.inner_blocks.0.0.weight");
    }

    @Test
    void tensorsWithoutElementsAndWithTurnedSidesAreNamed() throws IOException {
        Map<String, Object> state = state("torchvision", "");
        state.put("roi_heads.box_predictor.cls_score.weight", new long[] {0, 12});
        Path empty = saved(state);
        assertThatThrownBy(() -> WeightFiles.open(empty))
                .hasMessageContaining(
                        "tensor roi_heads.box_predictor.cls_score.weight: expected a shape for DENSE, found"
                                + " [0, 12]");
        state.put("roi_heads.box_predictor.cls_score.weight", new long[] {12, 3});
        Path turned = saved(state);
        try (WeightSource source = WeightFiles.open(turned)) {
            assertThat(source.shapes().get("mrcnn_class_logits/kernel")).containsExactly(3, 12);
        }
    }

    @Test
    void headsWithOneBoxForAllClassesAreRefused() throws IOException {
        Map<String, Object> state = state("detectron2", "");
        state.put("roi_heads.box_predictor.bbox_pred.weight", new long[] {4, 12});
        state.put("roi_heads.box_predictor.bbox_pred.bias", new long[] {4});
        Path boxes = saved(state);
        assertThatThrownBy(() -> WeightFiles.open(boxes))
                .hasMessageContaining("found a network whose boxes are the same for all of its 2 classes");
        state.putAll(state("detectron2", ""));
        state.put("roi_heads.mask_head.predictor.weight", new long[] {1, 8, 1, 1});
        state.put("roi_heads.mask_head.predictor.bias", new long[] {1});
        Path masks = saved(state);
        assertThatThrownBy(() -> WeightFiles.open(masks))
                .hasMessageContaining("whose masks are the same for all of its 2");
    }

    @Test
    void aMaskHeadOfFewerConvolutionsIsNoFasterRcnn() throws IOException {
        Map<String, Object> state = state("torchvision", "");
        state.keySet().removeIf(name -> name.contains("mask_head.3"));
        Path file = saved(state);
        assertThatThrownBy(() -> WeightFiles.open(file))
                .hasMessageContaining(
                        "looks like a model of torchvision, but 2 tensors are missing: roi_heads.mask_head.3.0");
        state.keySet().removeIf(name -> name.startsWith("roi_heads"));
        Path rpn = saved(state);
        assertThatThrownBy(() -> WeightFiles.open(rpn))
                .hasMessageContaining("looks like a region proposal network of torchvision without the other heads");
    }
}
