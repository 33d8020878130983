// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.replica;

import java.util.Arrays;
import java.util.List;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The shares of a replica in the losses of the whole batch, FLOAT [losses + 1]: for each loss, the replica's count divided by
 * the sum of all replicas' counts; the last element is its share of the examples. The op waits for the other replicas. No
 * gradient flows back.
 */
public final class LossShares extends JavaOp implements JavaOp.StopsGradient {

    /** Creates an empty op for the clone that SameDiff makes. */
    public LossShares() {}

    private LossShares(SameDiff sd, SDVariable... counts) {
        super(sd, counts);
    }

    /** Adds the shares to the graph, given the count of each loss from {@link ScalarOp#countOf}. */
    static SDVariable of(SameDiff sd, List<SDVariable> counts, String name) {
        return new LossShares(sd, counts.toArray(SDVariable[]::new))
                .outputVariable()
                .rename(name);
    }

    @Override
    public String opName() {
        return "mrcnn_loss_shares";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {{run.inputs() + 1L}};
    }

    @Override
    protected void forward(OpRun run) {
        ReplicaShares replicas = run.resource(ReplicaShares.KEY, () -> ReplicaShares.WHOLE);
        double[] own = new double[run.inputs() + 1];
        Arrays.fill(own, replicas.examples());
        for (int i = 0; i < run.inputs(); i++) {
            double count = run.input(i).getDouble(0);
            own[i] = count == ScalarOp.PER_EXAMPLE ? own[i] : count;
        }
        double[] shares = replicas.of(own);
        float[] values = new float[shares.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) shares[i];
        }
        run.put(0, values);
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        throw new IllegalStateException("no gradient flows through " + opName());
    }
}
