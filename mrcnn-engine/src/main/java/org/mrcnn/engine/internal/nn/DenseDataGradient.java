// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.Precision;
import org.mrcnn.engine.internal.onednn.MatrixProduct;
import org.mrcnn.engine.internal.onednn.PackedWeights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** The gradient of a {@link FusedDense} with respect to its input: gradient times transposed weights. */
public final class DenseDataGradient extends JavaOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public DenseDataGradient() {}

    DenseDataGradient(SameDiff sd, Precision precision, SDVariable weights, SDVariable gradient) {
        super(sd, weights, gradient);
        addBArgument(precision == Precision.BF16);
    }

    @Override
    public String opName() {
        return "mrcnn_dense_data_gradient";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {{run.input(1).size(0), run.input(0).size(0)}};
    }

    @Override
    protected void forward(OpRun run) {
        boolean constant = LayerWeights.isConstant(arg(0));
        MatrixProduct.Key key = new MatrixProduct.Key(
                run.input(1).size(0),
                run.input(0).size(1),
                run.input(0).size(0),
                false,
                true,
                constant,
                false,
                false,
                boolArg(0));
        try (NativeArrays arrays = new NativeArrays(run)) {
            MatrixProduct kernel = arrays.kernel(key, MatrixProduct::new);
            Pointer weights = arrays.input(0);
            PackedWeights packed =
                    constant ? run.sharedResource(kernel.packedKey(arg(0).name()), () -> kernel.pack(weights)) : null;
            kernel.run(arrays.input(1), weights, packed, null, arrays.output(0));
        }
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        throw new UnsupportedOperationException("second derivatives of a dense layer are not defined");
    }
}
