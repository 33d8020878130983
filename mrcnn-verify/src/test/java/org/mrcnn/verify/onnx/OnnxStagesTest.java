// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.image.ImageMeta;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.onnx.internal.ExportedNetwork;
import org.mrcnn.onnx.internal.OnnxFile;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares every op of the network with its translation, each stage with the same input. A change of the graph that the file
 * lacks is reported with the name of the variable.
 */
class OnnxStagesTest {

    private static final double TOLERANCE = 2e-4;

    private final Map<String, INDArray> given = new HashMap<>();

    @ParameterizedTest
    @ValueSource(
            strings = {"legacy", "aligned", "matterport", "every_class", "torchvision", "torchvision_v2", "detectron2"})
    void everyVariableIsComputedAlike(String name) throws Exception {
        MaskRcnnConfig config = TinyModels.config(name);
        Image image = SpreadModels.images(1, true, 128).get(0);
        try (MaskRcnn model = MaskRcnn.create(config, TinyModels.LABELS)) {
            SpreadModels.spread(model, image);
            GraphParts parts = new GraphParts(config, model.labels().size(), model.backbone(), model.weights());
            giveInputs(config, image);
            SameDiff whole = MaskRcnnGraph.inference(parts).sameDiff();
            List<String> between = List.of(
                    NetworkNames.RPN_CLASS_LOGITS,
                    NetworkNames.RPN_BBOX,
                    NetworkNames.ROI,
                    NetworkNames.MRCNN_CLASS_LOGITS,
                    NetworkNames.MRCNN_BBOX,
                    NetworkNames.MRCNN_DETECTION,
                    NetworkNames.MRCNN_DETECTION_COUNT);
            ours(whole, between).forEach((stage, array) -> given.put(MaskRcnnGraph.given(stage), array));
            assertThat(given.get(MaskRcnnGraph.given(NetworkNames.MRCNN_DETECTION_COUNT))
                            .getInt(0))
                    .isGreaterThan(5);
            compare(MaskRcnnGraph.stages(parts).sameDiff());
        }
    }

    private void giveInputs(MaskRcnnConfig config, Image image) {
        float[] pixels = DataSettings.normalization(config.image()).apply(image);
        given.put(
                NetworkNames.INPUT_IMAGE,
                Nd4j.createFromArray(pixels).reshape(1, image.height(), image.width(), image.channels()));
        float[] meta = new float[ImageMeta.length(TinyModels.LABELS.size())];
        meta[ImageMeta.WINDOW + 2] = image.height();
        meta[ImageMeta.WINDOW + 3] = image.width() - 10;
        given.put(NetworkNames.INPUT_IMAGE_META, Nd4j.createFromArray(meta).reshape(1, meta.length));
        float[] anchors = new AnchorGenerator(DataSettings.anchors(config.rpn())).boxes(image.height(), image.width());
        given.put(NetworkNames.INPUT_ANCHORS, Nd4j.createFromArray(anchors).reshape(-1, 4));
    }

    private Map<String, INDArray> ours(SameDiff graph, List<String> names) {
        Map<String, INDArray> placeholders = new HashMap<>(given);
        placeholders.keySet().retainAll(graph.variableMap().keySet());
        Map<String, INDArray> found = new HashMap<>();
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(graph, names, shared);
                GraphRunner.Outputs outputs = runner.run(placeholders)) {
            names.forEach(name -> found.put(name, outputs.get(name).dup('c')));
        }
        return found;
    }

    private void compare(SameDiff graph) throws Exception {
        List<String> names = new ArrayList<>();
        for (DifferentialFunction op : graph.ops()) {
            names.addAll(List.of(op.outputVariablesNames()));
        }
        assertThat(names).hasSizeGreaterThan(40).contains(NetworkNames.ROI, NetworkNames.MRCNN_MASK);
        Map<String, INDArray> expected = ours(graph, names);
        OnnxRun run =
                new OnnxRun(OnnxFile.bytes(ExportedNetwork.graph(graph, List.copyOf(given.keySet()), names), Map.of()));
        Map<String, float[]> found = run.runArrays(given);
        for (String name : names) {
            float[] values = found.get("out_" + name);
            float[] ours = expected.get(name)
                    .castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT)
                    .data()
                    .asFloat();
            // The graph pads the list of detections.
            assertThat(values.length).as(name).isGreaterThan(0).isLessThanOrEqualTo(ours.length);
            assertThat(difference(values, ours)).as(name).isLessThan(tolerance(ours));
        }
    }

    private static double difference(float[] found, float[] expected) {
        double worst = 0;
        for (int i = 0; i < found.length; i++) {
            double difference = Math.abs((double) found[i] - expected[i]);
            worst = difference <= worst ? worst : difference; // keeps NaN
        }
        return worst;
    }

    private static double tolerance(float... values) {
        double most = 1;
        for (float value : values) {
            most = Math.max(most, Math.abs(value));
        }
        return most * TOLERANCE;
    }
}
