// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * y = x, but throws an error for lack of memory if the first value is negative. Like JavaCPP, it throws an Error, not an
 * exception.
 */
public final class FailingOp extends JavaOp {

    public FailingOp() {}

    FailingOp(SameDiff sd, SDVariable x) {
        super(sd, x);
    }

    @Override
    public String opName() {
        return "mrcnn_test_failing";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {run.input(0).shape()};
    }

    @Override
    protected void forward(OpRun run) {
        float[] x = run.floats(0);
        if (x[0] < 0) {
            throw new OutOfMemoryError("Physical memory usage is too high: made up by a test");
        }
        run.put(0, x);
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        return outputGradients;
    }
}
