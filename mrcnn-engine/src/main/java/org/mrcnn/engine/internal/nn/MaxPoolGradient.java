// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.List;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** The gradient of {@link MaxPool} with respect to its input; reads input, output, and the output's gradient. */
public final class MaxPoolGradient extends JavaOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public MaxPoolGradient() {}

    MaxPoolGradient(SameDiff sd, MaxPoolWindow window, SDVariable x, SDVariable y, SDVariable gradient) {
        super(sd, x, y, gradient);
        addIArgument(window.toArguments());
    }

    @Override
    public String opName() {
        return "mrcnn_max_pool_gradient";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {run.input(0).shape()};
    }

    @Override
    protected void forward(OpRun run) {
        MaxPoolShape shape = MaxPoolShape.of(run.input(0).shape(), MaxPoolWindow.of(iArgs()));
        MaxPoolKernels.backward(
                shape,
                run.byteBuffer(0).asIntBuffer(),
                run.byteBuffer(1).asIntBuffer(),
                run.byteBuffer(2).asIntBuffer(),
                run.floatBufferOut(0));
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        throw new UnsupportedOperationException("no second derivative of max pooling");
    }
}
