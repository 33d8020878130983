// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** y = scale * x, but the scale is not a setting, so that it is 1 in the copy that SameDiff makes. */
public final class ForgetfulOp extends JavaOp {

    private double scale = 1;

    public ForgetfulOp() {}

    ForgetfulOp(SameDiff sd, SDVariable x, double scale) {
        super(sd, x);
        this.scale = scale;
    }

    @Override
    public String opName() {
        return "mrcnn_test_forgetful";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {run.input(0).shape()};
    }

    @Override
    protected void forward(OpRun run) {
        float[] x = run.floats(0);
        for (int i = 0; i < x.length; i++) {
            x[i] *= (float) scale;
        }
        run.put(0, x);
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        return List.of(outputGradients.get(0).mul(scale));
    }
}
