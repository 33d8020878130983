// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.mrcnn.losses.LossReport;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MaskRcnnGraphTest {

    private static final MaskRcnnConfig CONFIG = TinyNetwork.config();

    @Test
    void trainingGraphGivesFiniteNamedLosses() {
        MaskRcnnConfig config = CONFIG.withRoi(CONFIG.roi().withUseRpnRois(false));
        MaskRcnnGraph graph = MaskRcnnGraph.training(TinyNetwork.parts(config, 1), name -> true, false);
        Map<String, INDArray> batch = TinyNetwork.batch(config, 2, 3);
        batch.put(NetworkNames.INPUT_ROIS, TinyNetwork.rois(2));
        batch.remove(NetworkNames.INPUT_ANCHORS);
        LossReport report = losses(graph, batch);
        assertThat(graph.objective().losses())
                .containsExactly(
                        "rpn_class_loss",
                        "rpn_bbox_loss",
                        "mrcnn_class_loss",
                        "mrcnn_bbox_loss",
                        "mrcnn_mask_loss",
                        "l2_loss");
        assertThat(report.firstNonFinite()).isEmpty();
        for (String loss : graph.objective().losses()) {
            assertThat(report.value(loss)).as(loss).isPositive();
        }
    }

    /**
     * With given RoIs, because the finite difference would otherwise include the movement of the proposals, which has no
     * gradient.
     */
    @Test
    void gradientsOfEveryLayerAreThoseOfTheLosses() {
        MaskRcnnConfig config = CONFIG.withRoi(CONFIG.roi().withUseRpnRois(false));
        MaskRcnnGraph graph =
                MaskRcnnGraph.training(TinyNetwork.parts(config, 1), name -> !name.contains("moving_"), false);
        Map<String, INDArray> batch = TinyNetwork.batch(config, 2, 3);
        batch.put(NetworkNames.INPUT_ROIS, TinyNetwork.rois(2));
        batch.remove(NetworkNames.INPUT_ANCHORS);
        int checked = new GradientCheck(2e-3, 3e-2, 3e-3, 3, 5)
                .check(graph.sameDiff(), graph.objective().total(), batch);
        assertThat(checked).isGreaterThan(150);
    }

    @Test
    void sharesTheMemoryOfTheWeights() {
        GraphParts parts = TinyNetwork.parts(CONFIG, 1);
        MaskRcnnGraph graph = MaskRcnnGraph.training(parts, name -> name.startsWith("mrcnn_"), false);
        parts.weights().forEach((name, array) -> assertThat(
                        graph.sameDiff().getVariable(name).getArr().data().address())
                .as(name)
                .isEqualTo(array.data().address()));
    }

    @Test
    void onlyTrainableLayersGetGradients() {
        MaskRcnnGraph graph =
                MaskRcnnGraph.training(TinyNetwork.parts(CONFIG, 1), name -> name.startsWith("mrcnn_"), false);
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(
                        graph.sameDiff(),
                        graph.objective().total(),
                        graph.objective().outputs(),
                        shared)) {
            assertThat(runner.trainable()).isNotEmpty().allMatch(name -> name.startsWith("mrcnn_"));
        }
    }

    @Test
    void inferenceFindsObjectsInEveryImageOfABatch() {
        MaskRcnnGraph graph = MaskRcnnGraph.inference(TinyNetwork.parts(CONFIG, 1));
        Map<String, INDArray> all = TinyNetwork.batch(CONFIG, 2, 3);
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(
                        graph.sameDiff(),
                        List.of(
                                NetworkNames.MRCNN_DETECTION,
                                NetworkNames.MRCNN_DETECTION_COUNT,
                                NetworkNames.MRCNN_MASK),
                        shared);
                GraphRunner.Outputs out = runner.run(inputs(all))) {
            int[] counts = out.get(NetworkNames.MRCNN_DETECTION_COUNT).toIntVector();
            assertThat(counts).hasSize(2);
            assertThat(java.util.Arrays.stream(counts)).allMatch(c -> c > 0 && c <= 10);
            INDArray masks = out.get(NetworkNames.MRCNN_MASK);
            assertThat(masks.size(0)).isGreaterThanOrEqualTo(counts[0] + counts[1]);
            assertThat(masks.minNumber().doubleValue()).isGreaterThanOrEqualTo(0);
            assertThat(masks.maxNumber().doubleValue()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void anImageGivesTheSameDetectionsAloneAndInABatch() {
        MaskRcnnGraph graph = MaskRcnnGraph.inference(TinyNetwork.parts(CONFIG, 1));
        Map<String, INDArray> both = inputs(TinyNetwork.batch(CONFIG, 2, 3));
        Map<String, INDArray> second = new LinkedHashMap<>(both);
        second.put(
                NetworkNames.INPUT_IMAGE,
                Nd4j.createFromArray(lastHalf(both.get(NetworkNames.INPUT_IMAGE)))
                        .reshape(1, 64, 64, 3));
        second.put(
                NetworkNames.INPUT_IMAGE_META,
                Nd4j.createFromArray(lastHalf(both.get(NetworkNames.INPUT_IMAGE_META)))
                        .reshape(1, -1));
        try (OpResources shared = new OpResources();
                GraphRunner runner =
                        GraphRunner.forOutputs(graph.sameDiff(), List.of(NetworkNames.MRCNN_DETECTION), shared)) {
            float[] inBatch;
            try (GraphRunner.Outputs out = runner.run(both)) {
                inBatch = lastHalf(out.get(NetworkNames.MRCNN_DETECTION));
            }
            try (GraphRunner.Outputs out = runner.run(second)) {
                assertThat(out.get(NetworkNames.MRCNN_DETECTION).data().asFloat())
                        .containsExactly(inBatch, org.assertj.core.data.Offset.offset(1e-4f));
            }
        }
    }

    @Test
    void refusesWeightsOfAnotherClassCount() {
        GraphParts parts = TinyNetwork.parts(CONFIG, 1);
        GraphParts other = new GraphParts(CONFIG, 5, TinyNetwork.BACKBONE, parts.weights());
        assertThatThrownBy(() -> MaskRcnnGraph.inference(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mrcnn_class_logits/kernel: expected shape [12, 5], found [12, 3]")
                .hasMessageContaining("mrcnn_mask/kernel");
    }

    @Test
    void refusesMissingAndForeignWeightsByName() {
        GraphParts parts = TinyNetwork.parts(CONFIG, 1);
        parts.weights().remove("fpn_p2/kernel");
        parts.weights().put("other/kernel", Nd4j.zeros(2, 2));
        assertThatThrownBy(() -> MaskRcnnGraph.inference(parts))
                .hasMessageContaining("fpn_p2/kernel: missing, expected shape [3, 3, 8, 8]")
                .hasMessageContaining("other/kernel: found shape [2, 2]");
    }

    private static Map<String, INDArray> inputs(Map<String, INDArray> batch) {
        Map<String, INDArray> inputs = new LinkedHashMap<>(batch);
        inputs.keySet()
                .retainAll(
                        List.of(NetworkNames.INPUT_IMAGE, NetworkNames.INPUT_IMAGE_META, NetworkNames.INPUT_ANCHORS));
        return inputs;
    }

    private static float[] lastHalf(INDArray array) {
        float[] all = array.data().asFloat();
        return java.util.Arrays.copyOfRange(all, all.length / 2, all.length);
    }

    private static LossReport losses(MaskRcnnGraph graph, Map<String, INDArray> batch) {
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(
                        graph.sameDiff(), graph.objective().outputs(), shared);
                GraphRunner.Outputs out = runner.run(batch)) {
            return graph.objective().report(out);
        }
    }
}
