// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs the graphs of layer tests, and creates arrays for them. */
final class Graphs {

    private Graphs() {}

    static float[] output(SameDiff sd, String name) {
        return floats(outputArray(sd, name));
    }

    static INDArray outputArray(SameDiff sd, String name) {
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(sd, List.of(name), shared);
                GraphRunner.Outputs out = runner.run(Map.of())) {
            return out.get(name).dup();
        }
    }

    static float[] gradient(SameDiff sd, String loss, String variable) {
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forGradients(sd, loss, List.of(loss), shared);
                GraphRunner.Outputs out = runner.run(Map.of())) {
            return floats(out.gradient(variable));
        }
    }

    static float[] floats(INDArray a) {
        return a.dup('c').data().asFloat();
    }

    /** Returns random values in [-1, 1). */
    static float[] random(long seed, int n) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return values;
    }

    static INDArray array(float[] values, long... shape) {
        return Nd4j.createFromArray(values).reshape('c', shape);
    }

    static INDArray randomArray(long seed, long... shape) {
        int n = 1;
        for (long side : shape) {
            n *= (int) side;
        }
        return array(random(seed, n), shape);
    }
}
