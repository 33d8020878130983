// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.List;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.Precision;
import org.mrcnn.engine.internal.onednn.MatrixProduct;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** The gradients of a {@link FusedDense} with respect to its weights and its bias. */
public final class DenseWeightGradient extends JavaOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public DenseWeightGradient() {}

    DenseWeightGradient(SameDiff sd, Precision precision, SDVariable x, SDVariable gradient) {
        super(sd, x, gradient);
        addBArgument(precision == Precision.BF16);
    }

    @Override
    public String opName() {
        return "mrcnn_dense_weight_gradient";
    }

    @Override
    public int getNumOutputs() {
        return 2;
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        long out = run.input(1).size(1);
        return new long[][] {{run.input(0).size(1), out}, {out}};
    }

    @Override
    protected void forward(OpRun run) {
        long n = run.input(0).size(0);
        long in = run.input(0).size(1);
        long out = run.input(1).size(1);
        boolean bf16 = boolArg(0);
        try (NativeArrays arrays = new NativeArrays(run)) {
            arrays.kernel(new MatrixProduct.Key(in, n, out, true, false, false, false, false, bf16), MatrixProduct::new)
                    .run(arrays.input(0), arrays.input(1), null, null, arrays.output(0));
            ColumnSums.run(arrays, arrays.input(1), n, out, arrays.output(1));
        }
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        throw new UnsupportedOperationException("second derivatives of a dense layer are not defined");
    }
}
