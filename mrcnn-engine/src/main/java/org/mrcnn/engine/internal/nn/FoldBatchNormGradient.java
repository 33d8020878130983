// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.nio.FloatBuffer;
import java.util.List;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The gradients of {@link FoldBatchNorm} for weights, bias and gamma. Reads weights, bias, gamma, mean, variance, and the
 * gradients of folded weights and bias. A gradient that is not needed is a single zero.
 */
public final class FoldBatchNormGradient extends JavaOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public FoldBatchNormGradient() {}

    FoldBatchNormGradient(SameDiff sd, double epsilon, boolean weights, boolean gamma, SDVariable... inputs) {
        super(sd, inputs);
        addTArgument(epsilon);
        addBArgument(weights, gamma);
    }

    @Override
    public String opName() {
        return "mrcnn_fold_batch_norm_gradient";
    }

    @Override
    public int getNumOutputs() {
        return 3;
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {
            boolArg(0) ? run.input(0).shape() : new long[] {1},
            run.input(1).shape(),
            run.input(2).shape()
        };
    }

    @Override
    protected int overwrites() {
        return boolArg(0) ? 5 : -1;
    }

    @Override
    protected void forward(OpRun run) {
        FoldBatchNormKernels norm = new FoldBatchNormKernels(run.floats(2), run.floats(4), doubleArg(0));
        float[] gradientBias = run.floats(6);
        long length = run.input(0).length();
        FloatBuffer weightGradient = boolArg(0) ? run.floatBufferOut(0) : null;
        double[] dot = new double[gradientBias.length];
        if (boolArg(1)) {
            dot = norm.scaleAndDotRows(run.floatBuffer(0), run.floatBuffer(5), weightGradient, length);
        } else if (boolArg(0)) {
            norm.scaleRows(run.floatBuffer(5), weightGradient, length);
        }
        if (!boolArg(0)) {
            run.put(0, 0);
        }
        run.put(1, norm.scale(gradientBias));
        run.put(2, norm.gradientOfGamma(dot, run.floats(1), run.floats(3), gradientBias));
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        throw new UnsupportedOperationException("no second derivative of folded batch normalization");
    }
}
