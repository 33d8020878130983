// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.replica;

import java.util.ArrayList;
import java.util.List;
import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** The sum of losses, each multiplied by its weight and its share; see {@link LossShares}. */
public final class SharedSum extends ScalarOp {

    /**
     * The settings.
     *
     * @param weights the weight of each loss
     * @param at the index of each loss in the shares
     */
    @SuppressWarnings("ArrayRecordComponent") // a setting of ops, never compared
    record Weighted(double[] weights, int[] at) {}

    /** Creates an empty op for the clone that SameDiff makes. */
    public SharedSum() {}

    private SharedSum(SameDiff sd, Weighted weighted, SDVariable... inputs) {
        super(sd, weighted, inputs);
    }

    private SharedSum(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /** Adds the sum to the graph. The shares are an input of all gradient ops. */
    static SDVariable of(Weighted weighted, List<SDVariable> losses, SDVariable shares, String name) {
        List<SDVariable> inputs = new ArrayList<>(losses);
        inputs.add(shares);
        return new SharedSum(shares.getSameDiff(), weighted, inputs.toArray(SDVariable[]::new)).named(name);
    }

    @Override
    public String opName() {
        return "mrcnn_shared_sum";
    }

    @Override
    protected double value(OpRun run) {
        int losses = run.inputs() - 1;
        double sum = 0;
        for (int i = 0; i < losses; i++) {
            sum += factor(run, losses, i) * run.input(i).getDouble(0);
        }
        return sum;
    }

    private double factor(OpRun run, int shares, int loss) {
        Weighted weighted = settings(Weighted.class);
        return weighted.weights()[loss] * run.input(shares).getDouble(weighted.at()[loss]);
    }

    @Override
    protected boolean differentiable(int input) {
        return input < args().length - 1;
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        run.put(0, upstream * factor(run, run.inputs() - 2, input));
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new SharedSum(sd, inputs);
    }
}
