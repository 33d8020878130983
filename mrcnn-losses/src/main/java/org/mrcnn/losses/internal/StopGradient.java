// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Passes its input on, but no gradient back. */
public final class StopGradient extends JavaOp implements JavaOp.StopsGradient {

    /** Creates an empty op for the clone that SameDiff makes. */
    public StopGradient() {}

    private StopGradient(SameDiff sd, SDVariable v) {
        super(sd, v);
    }

    /** Returns the variable without its gradient. */
    public static SDVariable of(SDVariable v) {
        Objects.requireNonNull(v, "variable");
        if (v.dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException("stopGradient: expected a FLOAT variable, found " + v.name() + " of "
                    + v.dataType() + "; only FLOAT variables have gradients");
        }
        return new StopGradient(v.getSameDiff(), v).outputVariable();
    }

    @Override
    public String opName() {
        return "mrcnn_stop_gradient";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {run.input(0).shape()};
    }

    @Override
    protected int overwrites() {
        return 0;
    }

    @Override
    protected void forward(OpRun run) {
        run.output(0).assign(run.input(0));
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        return Collections.singletonList(null);
    }
}
