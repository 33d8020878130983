// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.replica;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.mrcnn.losses.LossReport;
import org.mrcnn.losses.Objective;
import org.mrcnn.losses.internal.NamedScalar;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An objective for split batches: each replica minimizes its part of the total. A loss is a mean over things that it counts,
 * and their numbers differ between the parts. If each part is multiplied by its share, which is its count divided by the sum of
 * all counts, the values and gradients of all parts add up to those of the whole batch.
 */
public final class SharedObjective {

    /** The name of a replica's part of the total. */
    public static final String TOTAL = Objective.TOTAL + "/part";

    private static final String SHARES = "loss_shares";

    private final Objective objective;

    private SharedObjective(Objective objective) {
        this.objective = objective;
    }

    /** Adds the shares and the part of the total to the graph of an objective, once. */
    public static SharedObjective of(SameDiff sd, Objective objective) {
        if (!sd.hasVariable(TOTAL)) {
            List<SDVariable> counts = objective.losses().stream()
                    .map(name -> ScalarOp.countOf(counted(sd.getVariable(name))))
                    .toList();
            add(objective, counts, LossShares.of(sd, counts, SHARES));
        }
        return new SharedObjective(objective);
    }

    /**
     * Returns the variable whose op determines the count of a loss: a loss that was only renamed has the count of the op behind
     * it.
     */
    private static SDVariable counted(SDVariable loss) {
        SameDiff sd = loss.getSameDiff();
        SDVariable found = loss;
        while (sd.getVariableOutputOp(found.name()) instanceof NamedScalar named
                && sd.getVariableOutputOp(named.arg(0).name()) instanceof ScalarOp) {
            found = named.arg(0);
        }
        return found;
    }

    private static void add(Objective objective, List<SDVariable> counts, SDVariable shares) {
        List<String> names = objective.losses();
        int[] at = IntStream.range(0, counts.size())
                .filter(i -> objective.weights().get(names.get(i)) > 0)
                .toArray();
        double[] weights = Arrays.stream(at)
                .mapToDouble(i -> objective.weights().get(names.get(i)))
                .toArray();
        List<SDVariable> trained = Arrays.stream(at)
                .mapToObj(i -> shares.getSameDiff().getVariable(names.get(i)))
                .toList();
        SharedSum.of(new SharedSum.Weighted(weights, at), trained, shares, TOTAL);
    }

    /** Returns the names of the losses and metrics, which the runner must output for {@link #parts}. */
    public List<String> outputs() {
        List<String> outputs = new ArrayList<>(objective.losses());
        outputs.addAll(objective.metrics());
        return outputs;
    }

    /**
     * Returns what a run contributes to the values of the whole batch: losses, then metrics, in order.
     *
     * @param shares shares of the run: one for each loss, and that of the examples last
     */
    public double[] parts(Function<String, INDArray> run, double... shares) {
        List<String> losses = objective.losses();
        List<String> metrics = objective.metrics();
        double[] parts = new double[losses.size() + metrics.size()];
        for (int i = 0; i < losses.size(); i++) {
            parts[i] = shares[i] * run.apply(losses.get(i)).getDouble(0);
        }
        for (int i = 0; i < metrics.size(); i++) {
            parts[losses.size() + i] =
                    shares[losses.size()] * run.apply(metrics.get(i)).getDouble(0);
        }
        return parts;
    }

    /** Returns the report for the whole batch, from the sums of all {@link #parts}. */
    public LossReport report(double... sums) {
        Map<String, Double> values = new LinkedHashMap<>();
        double total = 0;
        for (String name : objective.losses()) {
            double loss = sums[values.size()];
            double weight = objective.weights().get(name);
            total += weight > 0 ? weight * loss : 0;
            values.put(name, loss);
        }
        for (String name : objective.metrics()) {
            values.put(name, sums[values.size()]);
        }
        values.put(Objective.TOTAL, total);
        return objective.report(values::get);
    }
}
