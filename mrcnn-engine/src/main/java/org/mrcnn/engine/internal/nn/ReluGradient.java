// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.engine.GradientSum;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.internal.Parallel;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Inputs: the output of a ReLU, and the gradients that its readers gave it. Output: their sum where the output is positive,
 * 0 elsewhere.
 */
public final class ReluGradient extends JavaOp {

    private static final int TILE = 2048;

    /** Creates an empty op for the clone that SameDiff makes. */
    public ReluGradient() {}

    private ReluGradient(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /** Adds the gradient of the input of a ReLU, given the output of the ReLU and the gradient of that output. */
    static SDVariable of(SameDiff sd, SDVariable y, SDVariable gradient) {
        List<SDVariable> inputs = new ArrayList<>(List.of(y));
        inputs.addAll(GradientSum.terms(gradient));
        return new ReluGradient(sd, inputs.toArray(SDVariable[]::new)).outputVariable();
    }

    @Override
    public String opName() {
        return "mrcnn_relu_gradient";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {run.input(0).shape()};
    }

    @Override
    protected int overwrites() {
        return 1;
    }

    @Override
    protected void forward(OpRun run) {
        IntBuffer y = run.byteBuffer(0).asIntBuffer();
        FloatBuffer[] terms = new FloatBuffer[run.inputs() - 1];
        Arrays.setAll(terms, i -> run.floatBuffer(i + 1));
        IntBuffer only = run.byteBuffer(1).asIntBuffer();
        FloatBuffer to = run.floatBufferOut(0);
        IntBuffer toBits = run.byteBufferOut(0).asIntBuffer();
        Parallel.tiles(to.limit(), TILE, () -> {
            float[] sum = new float[TILE];
            float[] term = new float[TILE];
            int[] gradient = new int[TILE];
            int[] output = new int[TILE];
            return (at, n) -> {
                if (terms.length == 1) {
                    only.get(at, gradient, 0, n);
                } else {
                    GradientSum.add(terms, at, n, sum, term);
                    to.put(at, sum, 0, n);
                    toBits.get(at, gradient, 0, n);
                }
                y.get(at, output, 0, n);
                keepWherePositive(output, gradient, n);
                toBits.put(at, gradient, 0, n);
            };
        });
    }

    /** On the bits of floats, since the compiler gives vector instructions to masks of integers but not to choices of floats. */
    private static void keepWherePositive(int[] output, int[] gradient, int n) {
        for (int i = 0; i < n; i++) {
            gradient[i] &= (-output[i] & ~output[i]) >> 31;
        }
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        throw new UnsupportedOperationException("second derivatives of a ReLU are not defined");
    }
}
