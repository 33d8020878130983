// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal;

import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** A sum divided by a count; 0 if the count is 0. No gradient flows into the count. */
public final class MeanOfCount extends ScalarOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public MeanOfCount() {}

    private MeanOfCount(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /** Adds the mean to the graph, from a FLOAT sum and a count of any numeric type, each with one value. */
    public static SDVariable of(SDVariable sum, SDVariable count, String name) {
        return new MeanOfCount(sum.getSameDiff(), requireFloat(sum), count).named(name);
    }

    @Override
    public String opName() {
        return "mrcnn_mean_of_count";
    }

    @Override
    protected double value(OpRun run) {
        double count = count(run);
        require(
                run.input(0).length() == 1,
                "expected one value, but sum %s has shape %s",
                arg(0).name(),
                run.input(0).shape());
        return count == 0 ? 0 : run.input(0).getDouble(0) / count;
    }

    @Override
    protected double count(OpRun run) {
        double count = run.input(1).getDouble(0);
        require(
                run.input(1).length() == 1 && !(count < 0),
                "expected one count of at least 0 in %s, found %s, of shape %s",
                arg(1).name(),
                count,
                run.input(1).shape());
        return count;
    }

    @Override
    protected boolean differentiable(int input) {
        return input == 0;
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        double count = count(run);
        run.put(0, count == 0 ? 0 : upstream / count);
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new MeanOfCount(sd, inputs);
    }
}
