// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Repeats every row of x [rows, n] 100 times side by side; for a large x, three rows at a time. */
public final class RepeatOp extends JavaOp {

    static final int TIMES = 100;
    static final int ROWS_AT_A_TIME = 3;

    public RepeatOp() {}

    RepeatOp(SameDiff sd, SDVariable x) {
        super(sd, x);
    }

    @Override
    public String opName() {
        return "mrcnn_test_repeat";
    }

    @Override
    protected int[] rowInputs() {
        return new int[] {0};
    }

    @Override
    protected long rowsAtATime(OpRun run) {
        return ROWS_AT_A_TIME;
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {
            {run.input(0).length() / run.input(0).size(-1), TIMES * run.input(0).size(-1)}
        };
    }

    @Override
    protected void forward(OpRun run) {
        float[] x = run.floats(0);
        int columns = (int) run.input(0).size(-1);
        float[] y = new float[x.length * TIMES];
        for (int i = 0; i < y.length; i++) {
            y[i] = x[i / (columns * TIMES) * columns + i % columns];
        }
        run.put(0, y);
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        throw new UnsupportedOperationException();
    }
}
