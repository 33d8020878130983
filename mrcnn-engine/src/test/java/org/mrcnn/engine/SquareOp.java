// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** y = scale * x^2, the smallest op with a gradient and a setting. */
public final class SquareOp extends JavaOp {

    public SquareOp() {}

    SquareOp(SameDiff sd, SDVariable x, double scale) {
        super(sd, x);
        addTArgument(scale);
    }

    @Override
    public String opName() {
        return "mrcnn_test_square";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {run.input(0).shape()};
    }

    @Override
    protected void forward(OpRun run) {
        float[] x = run.floats(0);
        for (int i = 0; i < x.length; i++) {
            x[i] *= (float) (x[i] * doubleArg(0));
        }
        run.put(0, x);
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        return List.of(arg(0).mul(outputGradients.get(0)).mul(2 * doubleArg(0)));
    }
}
