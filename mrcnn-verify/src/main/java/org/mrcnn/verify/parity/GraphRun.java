// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A single run of a small graph of constants and trainable variables: copies of values and gradients. */
final class GraphRun {
    private final Map<String, double[]> values = new HashMap<>();
    private final Map<String, double[]> gradients = new HashMap<>();

    private GraphRun() {}

    /** Computes the values of variables. */
    static GraphRun forward(SDVariable... outputs) {
        List<String> names = List.of(outputs).stream().map(SDVariable::name).toList();
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(outputs[0].getSameDiff(), names, shared)) {
            return new GraphRun().run(runner, names);
        }
    }

    /** Computes the value of a loss and its gradient with respect to every trainable variable. */
    static GraphRun backward(SDVariable loss) {
        List<String> names = List.of(loss.name());
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(loss.getSameDiff(), loss.name(), names, shared)) {
            return new GraphRun().run(runner, names);
        }
    }

    private GraphRun run(GraphRunner runner, List<String> names) {
        try (GraphRunner.Outputs out = runner.run(Map.of())) {
            names.forEach(name -> values.put(name, doubles(out.get(name))));
            runner.trainable().forEach(name -> gradients.put(name, doubles(out.gradient(name))));
        }
        return this;
    }

    double[] value(SDVariable output) {
        return values.get(output.name());
    }

    double[] gradient(String variable) {
        return gradients.get(variable);
    }

    static SDVariable constant(SameDiff sd, String name, float[] values, int... shape) {
        return sd.constant(name, Nd4j.createFromArray(values).reshape(longs(shape)));
    }

    static SDVariable constant(SameDiff sd, String name, int[] values, int... shape) {
        return sd.constant(name, Nd4j.createFromArray(values).reshape(longs(shape)));
    }

    static SDVariable variable(SameDiff sd, String name, float[] values, int... shape) {
        return sd.var(name, Nd4j.createFromArray(values).reshape(longs(shape)));
    }

    private static double[] doubles(INDArray array) {
        return array.dup('c').data().asDouble();
    }

    private static long[] longs(int[] shape) {
        long[] wide = new long[shape.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = shape[i];
        }
        return wide;
    }
}
