// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.List;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.Precision;
import org.mrcnn.engine.internal.onednn.MatrixProduct;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** The gradients of a {@link FusedDeconvolution} with respect to its weights and its bias. */
public final class DeconvolutionWeightGradient extends DeconvolutionOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public DeconvolutionWeightGradient() {}

    /** @param weights read only for their shape */
    DeconvolutionWeightGradient(
            SameDiff sd, Precision precision, SDVariable x, SDVariable weights, SDVariable gradient) {
        super(sd, false, precision, x, weights, gradient);
    }

    @Override
    public String opName() {
        return "mrcnn_deconvolution_weight_gradient";
    }

    @Override
    public int getNumOutputs() {
        return 2;
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {run.input(1).shape(), {run.input(1).size(2)}};
    }

    @Override
    protected void forward(OpRun run) {
        Sizes s = Sizes.of(run.input(0).shape(), run.input(1).shape());
        MatrixProduct.Key key =
                new MatrixProduct.Key(4 * s.out(), s.pixels(), s.in(), true, false, false, false, false, bf16());
        try (NativeArrays arrays = new NativeArrays(run)) {
            arrays.kernel(key, MatrixProduct::new).run(arrays.input(2), arrays.input(0), null, null, arrays.output(0));
            ColumnSums.run(arrays, arrays.input(2), 4 * s.pixels(), s.out(), arrays.output(1));
        }
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        throw new UnsupportedOperationException("second derivatives of a deconvolution are not defined");
    }
}
