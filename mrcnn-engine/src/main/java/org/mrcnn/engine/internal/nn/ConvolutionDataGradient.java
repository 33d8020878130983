// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.internal.onednn.ConvolutionBackwardData;
import org.mrcnn.engine.internal.onednn.ConvolutionShape;
import org.mrcnn.engine.internal.onednn.PackedWeights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** The gradient of a {@link FusedConvolution} with respect to its input. */
public final class ConvolutionDataGradient extends ConvolutionOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public ConvolutionDataGradient() {}

    /** @param x read only for its shape */
    ConvolutionDataGradient(SameDiff sd, Convolution settings, SDVariable x, SDVariable weights, SDVariable gradient) {
        super(sd, settings, x, weights, gradient);
    }

    @Override
    public String opName() {
        return "mrcnn_convolution_data_gradient";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {run.input(0).shape()};
    }

    @Override
    protected void forward(OpRun run) {
        try (NativeArrays arrays = new NativeArrays(run)) {
            ConvolutionShape shape = shape(run, 0, 1);
            SparseGradient sparse = SparseGradient.of(shape, run, 2, arrays);
            if (sparse != null) {
                sparse.ofInput(arrays.input(1), run.floatBufferOut(0));
                return;
            }
            ConvolutionBackwardData kernel =
                    arrays.kernel(new ConvolutionBackwardData.Key(shape), ConvolutionBackwardData::create);
            Pointer weights = arrays.input(1);
            PackedWeights packed = LayerWeights.isConstant(arg(1))
                    ? run.sharedResource(kernel.packedKey(arg(1).name()), () -> kernel.pack(weights))
                    : null;
            kernel.run(arrays.input(2), weights, packed, arrays.output(0));
        }
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        throw new UnsupportedOperationException("second derivatives of a convolution are not defined");
    }
}
