// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.List;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.Precision;
import org.mrcnn.engine.internal.onednn.MatrixProduct;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** The gradient of a {@link FusedDeconvolution} with respect to its input: a product with the weights as they are. */
public final class DeconvolutionDataGradient extends DeconvolutionOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public DeconvolutionDataGradient() {}

    /** @param x read only for its shape */
    DeconvolutionDataGradient(SameDiff sd, Precision precision, SDVariable x, SDVariable weights, SDVariable gradient) {
        super(sd, false, precision, x, weights, gradient);
    }

    @Override
    public String opName() {
        return "mrcnn_deconvolution_data_gradient";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {run.input(0).shape()};
    }

    @Override
    protected void forward(OpRun run) {
        Sizes s = Sizes.of(run.input(0).shape(), run.input(1).shape());
        MatrixProduct.Key key =
                new MatrixProduct.Key(s.pixels(), 4 * s.out(), s.in(), false, false, false, false, false, bf16());
        try (NativeArrays arrays = new NativeArrays(run)) {
            arrays.kernel(key, MatrixProduct::new).run(arrays.input(2), arrays.input(1), null, null, arrays.output(0));
        }
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        throw new UnsupportedOperationException("second derivatives of a deconvolution are not defined");
    }
}
