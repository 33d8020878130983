// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import java.util.Arrays;
import java.util.List;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Stands for training targets that are computed from a trained variable: copies its input, and no gradient flows through it.
 */
public final class StopOp extends JavaOp implements JavaOp.StopsGradient {

    public StopOp() {}

    public StopOp(SameDiff sd, SDVariable x) {
        super(sd, x);
    }

    @Override
    public String opName() {
        return "mrcnn_test_stop";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {run.input(0).shape()};
    }

    @Override
    protected void forward(OpRun run) {
        run.put(0, run.floats(0));
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        return Arrays.asList((SDVariable) null);
    }
}
