// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.Collections;
import java.util.List;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Max pooling over square windows of an NHWC input, [N, H, W, C] to [N, (H + top + bottom - kernel) / stride + 1, ..., C].
 * Padding is never the maximum. The gradient flows to the first maximum of a window in row-major order.
 */
public final class MaxPool extends JavaOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public MaxPool() {}

    private MaxPool(SameDiff sd, SDVariable x, MaxPoolWindow window) {
        super(sd, x);
        addIArgument(window.toArguments());
    }

    /** Adds the layer to the graph; the result has the given name. */
    public static SDVariable apply(SameDiff sd, String name, SDVariable x, MaxPoolWindow window) {
        return new MaxPool(sd, x, window).outputVariable().rename(name);
    }

    /** Returns the window that the op was created with. */
    public MaxPoolWindow window() {
        return MaxPoolWindow.of(iArgs());
    }

    @Override
    public String opName() {
        return "mrcnn_max_pool";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {MaxPoolShape.of(run.input(0).shape(), window()).outputShape()};
    }

    @Override
    protected void forward(OpRun run) {
        MaxPoolShape shape = MaxPoolShape.of(run.input(0).shape(), window());
        MaxPoolKernels.forward(shape, run.floatBuffer(0), run.floatBufferOut(0));
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        if (!needsGradient(arg(0))) {
            return Collections.singletonList(null);
        }
        return List.of(
                new MaxPoolGradient(getSameDiff(), window(), arg(0), outputVariables()[0], outputGradients.get(0))
                        .outputVariable());
    }
}
