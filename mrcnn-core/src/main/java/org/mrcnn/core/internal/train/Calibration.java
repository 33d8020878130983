package org.mrcnn.core.internal.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.internal.graph.Layers;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;

/**
 * Measures the statistics of every batch normalization once, on a few training images, for a network that starts from
 * nothing: one pass with the norms in training mode, plain averages over the batches. Frozen from then on, they fold into the
 * convolutions, and the network learns as well as with trained batch normalization (docs/results.md).
 */
public final class Calibration {

    private Calibration() {}

    /**
     * Measures, and writes moving means and variances into the parts' weights.
     *
     * @param batches how many to take from the source
     */
    public static void measure(
            MaskRcnnGraph.Parts parts, AnchorArrays anchors, Supplier<TrainingBatch> source, int batches) {
        MaskRcnnConfig config = parts.config();
        // Whatever the heads are to train on: proposals are at hand.
        MaskRcnnGraph.Parts own = new MaskRcnnGraph.Parts(
                config.withRoi(config.roi().withUseRpnRois(true)), parts.classes(), parts.backbone(), parts.weights());
        MaskRcnnGraph graph = MaskRcnnGraph.training(own, name -> false, true);
        Map<String, String> statistics = new LinkedHashMap<>();
        for (Layers.Measured measured : graph.measured()) {
            statistics.put(measured.norm() + "/moving_mean", measured.mean());
            statistics.put(measured.norm() + "/moving_variance", measured.variance());
        }
        List<String> outputs = new ArrayList<>(statistics.values());
        statistics.keySet().forEach(name -> parts.weights().get(name).assign(0));
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(graph.sameDiff(), outputs, shared)) {
            for (int i = 0; i < batches; i++) {
                TrainingBatch batch = source.get();
                try (AnchorArrays.Lent lent = anchors.lend(batch.height(), batch.width());
                        BatchArrays arrays = new BatchArrays(StepInputs.of(batch, i));
                        GraphRunner.Outputs out = runner.run(arrays.with(NetworkNames.INPUT_ANCHORS, lent.array()))) {
                    statistics.forEach((weight, output) ->
                            parts.weights().get(weight).addi(out.get(output).mul(1.0 / batches)));
                }
            }
        }
    }
}
