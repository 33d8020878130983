// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.mrcnn.engine.internal.NativeCopy;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs the inference network by stages, on given inputs. */
final class NetworkStages implements AutoCloseable {
    private final MaskRcnnGraph graph;
    private final OpResources shared = new OpResources();
    private final Map<String, INDArray> inputs = new LinkedHashMap<>();

    NetworkStages(GraphParts parts) {
        graph = MaskRcnnGraph.stages(parts);
    }

    /** Sets a placeholder. */
    void give(String name, float[] values, long... shape) {
        replace(name, NativeCopy.of(values, shape));
    }

    /** Sets a placeholder. */
    void give(String name, int[] values, long... shape) {
        replace(name, NativeCopy.of(values, shape));
    }

    private void replace(String name, INDArray array) {
        INDArray old = inputs.put(name, array);
        if (old != null) {
            old.close();
        }
    }

    /** Computes variables from the placeholders set before. */
    Map<String, float[]> run(String... outputs) {
        Map<String, float[]> values = new HashMap<>();
        try (GraphRunner runner = GraphRunner.forOutputs(graph.sameDiff(), List.of(outputs), shared);
                GraphRunner.Outputs out = runner.run(inputs)) {
            for (String name : outputs) {
                values.put(name, out.get(name).dup('c').data().asFloat());
            }
        }
        return values;
    }

    @Override
    public void close() {
        inputs.values().forEach(INDArray::close);
        shared.close();
    }
}
