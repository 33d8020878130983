// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Copies of the results of a graph's ops, by variable. */
public record Outcome(Map<String, INDArray> arrays) {

    /** Runs the graph of the variables once. */
    static Outcome of(Map<String, INDArray> placeholders, SDVariable... outputs) {
        List<String> names =
                java.util.Arrays.stream(outputs).map(SDVariable::name).toList();
        Map<String, INDArray> arrays = new HashMap<>();
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(outputs[0].getSameDiff(), names, shared);
                GraphRunner.Outputs out = runner.run(placeholders)) {
            names.forEach(name -> arrays.put(name, out.get(name).dup()));
        }
        return new Outcome(arrays);
    }

    float[] floats(SDVariable output) {
        return arrays.get(output.name()).data().asFloat();
    }

    int[] ints(SDVariable output) {
        return arrays.get(output.name()).data().asInt();
    }

    long[] shape(SDVariable output) {
        return arrays.get(output.name()).shape();
    }

    public static INDArray array(float[] values, long... shape) {
        return Nd4j.createFromArray(values).reshape(shape);
    }

    public static INDArray array(int[] values, long... shape) {
        return Nd4j.createFromArray(values).reshape(shape);
    }

    /** Returns random numbers from -1 to 1. */
    public static INDArray random(long seed, long... shape) {
        java.util.Random random = new java.util.Random(seed);
        int length = 1;
        for (long side : shape) {
            length *= (int) side;
        }
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return array(values, shape);
    }
}
