// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.Arrays;
import java.util.List;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Batch normalization with fixed statistics, over all axes but the last: {@code y = gamma * (x - mean) / sqrt(variance +
 * epsilon) + beta}, with an optional ReLU. x is [..., C], the others [C]. For layers with fewer rows than weights, for which
 * it is less work than {@link FoldBatchNorm}.
 */
public final class FixedBatchNorm extends JavaOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public FixedBatchNorm() {}

    private FixedBatchNorm(SameDiff sd, double epsilon, boolean relu, SDVariable... inputs) {
        super(sd, inputs);
        addTArgument(epsilon);
        addBArgument(relu);
    }

    /**
     * Adds the layer to the graph.
     *
     * @return y, named {@code name}
     */
    public static SDVariable apply(String name, SDVariable x, NormWeights norm, boolean relu) {
        FoldBatchNorm.requireFixed(name, norm);
        SDVariable[] inputs = {x, norm.gamma(), norm.beta(), norm.mean(), norm.variance()};
        return new FixedBatchNorm(x.getSameDiff(), norm.epsilon(), relu, inputs)
                .outputVariable()
                .rename(name);
    }

    @Override
    public String opName() {
        return "mrcnn_fixed_batch_norm";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        BatchNorm.checkVectors(run, "gamma", "beta", "mean", "variance");
        return new long[][] {run.input(0).shape()};
    }

    @Override
    protected void forward(OpRun run) {
        BatchNormKernels.Statistics s = new BatchNormKernels.Statistics(run.floats(3), run.floats(4));
        float[] scale = s.scale(run.floats(1), doubleArg(0));
        new BatchNormKernels(scale.length, run.input(0).length())
                .normalise(run.floatBuffer(0), scale, s.shift(scale, run.floats(2)), boolArg(0), run.floatBufferOut(0));
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        SDVariable[] g = BatchNormGradient.ofFixed(this, arg(3), arg(4), outputGradients.get(0));
        return Arrays.asList(g[0], g[1], g[2], null, null);
    }
}
