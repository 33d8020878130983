// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.List;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.internal.onednn.ConvolutionBackwardWeights;
import org.mrcnn.engine.internal.onednn.ConvolutionShape;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** The gradients of a {@link FusedConvolution} with respect to its weights and its bias. */
public final class ConvolutionWeightGradient extends ConvolutionOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public ConvolutionWeightGradient() {}

    /** @param weights read only for their shape */
    ConvolutionWeightGradient(
            SameDiff sd, Convolution settings, SDVariable x, SDVariable weights, SDVariable gradient) {
        super(sd, settings, x, weights, gradient);
    }

    @Override
    public String opName() {
        return "mrcnn_convolution_weight_gradient";
    }

    @Override
    public int getNumOutputs() {
        return 2;
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {run.input(1).shape(), {run.input(1).size(3)}};
    }

    @Override
    protected void forward(OpRun run) {
        try (NativeArrays arrays = new NativeArrays(run)) {
            ConvolutionShape shape = shape(run, 0, 1);
            SparseGradient sparse = SparseGradient.of(shape, run, 2, arrays);
            if (sparse != null) {
                sparse.ofWeights(run.floatBuffer(0), arrays.output(0), arrays.output(1));
                return;
            }
            ConvolutionBackwardWeights kernel =
                    arrays.kernel(new ConvolutionBackwardWeights.Key(shape), ConvolutionBackwardWeights::create);
            kernel.run(arrays.input(0), arrays.input(2), arrays.output(0), arrays.output(1));
        }
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        throw new UnsupportedOperationException("second derivatives of a convolution are not defined");
    }
}
