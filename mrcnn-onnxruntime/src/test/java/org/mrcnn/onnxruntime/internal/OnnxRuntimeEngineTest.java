// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnxruntime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mrcnn.core.DetectionEngine;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.onnx.OnnxExport;
import org.mrcnn.rendered.CellsDataset;

class OnnxRuntimeEngineTest {

    @TempDir
    private Path folder;

    @Test
    void givesTheDetectionsOfTheModel() {
        Image image = new CellsDataset(1, 3, 120).load(0).image();
        try (MaskRcnn model = MaskRcnn.create(config(), List.of("BG", "a", "b", "c"))) {
            model.update(weights -> weights.get("mrcnn_class_logits/kernel").muli(10));
            Detections expected = model.detect(image);
            assertThat(expected.size()).isPositive();
            try (DetectionEngine.Network network =
                    DetectionEngine.named("onnxruntime").open(model)) {
                compare(network.detect(image), expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ModelConfig.Dialect.class)
    void anImageMayHaveNoObjects(ModelConfig.Dialect dialect) throws Exception {
        Image image = new CellsDataset(1, 3, 120).load(0).image();
        MaskRcnnConfig any = small(MaskRcnnConfig.defaults(dialect));
        try (MaskRcnn model = MaskRcnn.create(
                any.withDetection(any.detection().withMinConfidence(0.99f)), List.of("BG", "a", "b", "c"))) {
            model.update(weights -> weights.get("mrcnn_class_logits/kernel").muli(0));
            assertThat(model.detect(image).size()).isZero();
            try (DetectionEngine.Network network =
                    DetectionEngine.named("onnxruntime").open(model)) {
                assertThat(network.detect(image).size()).isZero();
            }
            Path file = folder.resolve("model.onnx");
            OnnxExport.write(
                    model,
                    file,
                    OnnxExport.Options.defaults().withPreprocess(true).withFullMasks(true));
            assertThat(shapeOfMasks(file, image)).startsWith(0);
        }
    }

    private static long[] shapeOfMasks(Path file, Image image) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(file.toString());
                OnnxTensor pixels = OnnxTensor.createTensor(
                        environment,
                        ByteBuffer.wrap(image.pixels()),
                        new long[] {image.height(), image.width(), 3},
                        OnnxJavaType.UINT8);
                OrtSession.Result found = session.run(Map.of("image", pixels))) {
            return ((TensorInfo) found.get("masks").orElseThrow().getInfo()).getShape();
        }
    }

    @Test
    void listsTheEnginesIfOneIsMissing() {
        assertThatThrownBy(() -> DetectionEngine.named("other"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none named other among [onnxruntime, onnxruntime-cuda]")
                .hasMessageContaining("org.mrcnn:mrcnn-onnxruntime");
    }

    @Test
    void aGpuThatTheBuildOfOnnxRuntimeCannotUseIsAnErrorThatNamesTheArtifact() {
        try (MaskRcnn model = MaskRcnn.create(config(), List.of("BG", "a"))) {
            DetectionEngine gpu = DetectionEngine.named("onnxruntime-cuda");
            assertThatThrownBy(() -> gpu.open(model))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("onnxruntime-cuda: expected")
                    .hasMessageContaining("com.microsoft.onnxruntime:onnxruntime_gpu")
                    .hasMessageContaining("found a build of ONNX Runtime for [CPU");
        }
    }

    @Test
    void onlyAGpuLeavesProcessorsForASecondImage() {
        assertThat(DetectionEngine.named("onnxruntime").imagesAtOnce()).isEqualTo(1);
        assertThat(DetectionEngine.named("onnxruntime-cuda").imagesAtOnce()).isEqualTo(2);
    }

    private static MaskRcnnConfig config() {
        return small(MaskRcnnConfig.defaults());
    }

    private static MaskRcnnConfig small(MaskRcnnConfig config) {
        return config.withModel(config.model().withBackbone("resnet18").withWidths(16, 32, 16))
                .withImage(config.image().withDimensions(64, 128))
                .withRoi(config.roi().withRoisPerImage(20))
                .withRpn(config.rpn().withAnchorScales(8, 16, 32, 64, 128).withProposals(300, 60, 60))
                .withDetection(config.detection().withMaxInstances(20).withMinConfidence(0));
    }

    private static void compare(Detections found, Detections expected) {
        assertThat(found.size()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            Detection one = found.list().get(i);
            Detection other = expected.list().get(i);
            assertThat(one.label()).isEqualTo(other.label());
            assertThat(one.score()).isCloseTo(other.score(), Offset.offset(1e-4f));
            assertThat(one.box()).containsExactly(other.box(), Offset.offset(0.01f));
        }
    }
}
