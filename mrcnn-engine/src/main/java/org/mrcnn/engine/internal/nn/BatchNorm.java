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
 * Batch normalization with the statistics of the batch (Ioffe and Szegedy 2015), over all axes but the last: {@code y = gamma *
 * (x - mean) / sqrt(variance + epsilon) + beta}, optionally followed by max(y, 0). x is [..., C], the others [C]. The variance
 * is the sum divided by the number of values n; PyTorch's running variance is n / (n - 1) times that. Mean and variance are
 * outputs for running averages: no gradient flows back from them.
 */
public final class BatchNorm extends JavaOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public BatchNorm() {}

    private BatchNorm(SameDiff sd, double epsilon, boolean relu, SDVariable... inputs) {
        super(sd, inputs);
        addTArgument(epsilon);
        addBArgument(relu);
    }

    /**
     * Adds the layer to the graph.
     *
     * @param norm weights of the normalization, whose mean and variance are not used
     * @return y, named {@code name}; batch mean, {@code name + "/mean"}; batch variance, {@code name + "/variance"}
     */
    public static SDVariable[] apply(String name, SDVariable x, NormWeights norm, boolean relu) {
        SDVariable[] out =
                new BatchNorm(x.getSameDiff(), norm.epsilon(), relu, x, norm.gamma(), norm.beta()).outputVariables();
        return new SDVariable[] {out[0].rename(name), out[1].rename(name + "/mean"), out[2].rename(name + "/variance")};
    }

    @Override
    public String opName() {
        return "mrcnn_batch_norm";
    }

    @Override
    public int getNumOutputs() {
        return 3;
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        checkVectors(run, "gamma", "beta");
        return new long[][] {
            run.input(0).shape(), run.input(1).shape(), run.input(2).shape()
        };
    }

    /** Checks that input 1 and those after it, of these names, are vectors with a value for each channel of input 0. */
    static void checkVectors(OpRun run, String... names) {
        long[] x = run.input(0).shape();
        for (int i = 0; i < names.length; i++) {
            long[] vector = run.input(i + 1).shape();
            if (x.length == 0 || vector.length != 1 || vector[0] != x[x.length - 1]) {
                throw new IllegalArgumentException("batch norm " + names[i]
                        + ": expected one value for each channel, the last axis of the input " + Arrays.toString(x)
                        + ", found shape " + Arrays.toString(vector));
            }
        }
    }

    @Override
    protected void forward(OpRun run) {
        float[] gamma = run.floats(1);
        BatchNormKernels kernels =
                new BatchNormKernels(gamma.length, run.input(0).length());
        BatchNormKernels.Statistics s = kernels.statistics(run.floatBuffer(0));
        float[] scale = s.scale(gamma, doubleArg(0));
        kernels.normalise(run.floatBuffer(0), scale, s.shift(scale, run.floats(2)), boolArg(0), run.floatBufferOut(0));
        run.put(1, s.mean());
        run.put(2, s.variance());
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        SDVariable[] out = outputVariables();
        return Arrays.asList(BatchNormGradient.ofMeasured(this, out[1], out[2], outputGradients.get(0)));
    }
}
