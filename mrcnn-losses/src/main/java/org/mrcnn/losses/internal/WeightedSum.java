// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal;

import java.util.ArrayList;
import java.util.List;
import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** The weighted sum of scalars that training of an {@link org.mrcnn.losses.Objective} minimizes. */
public final class WeightedSum extends ScalarOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public WeightedSum() {}

    private WeightedSum(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /** Adds the sum to the graph; each scalar is multiplied by the weight at the same index. */
    public static SDVariable of(SameDiff sd, List<SDVariable> scalars, List<Double> weights, String name) {
        WeightedSum sum = new WeightedSum(sd, scalars.toArray(new SDVariable[0]));
        weights.forEach(sum::addTArgument);
        return sum.named(name);
    }

    @Override
    public String opName() {
        return "mrcnn_weighted_sum";
    }

    @Override
    protected double value(OpRun run) {
        double sum = 0;
        for (int i = 0; i < run.inputs(); i++) {
            sum += doubleArg(i) * run.input(i).getDouble(0);
        }
        return sum;
    }

    @Override
    protected boolean differentiable(int input) {
        return true;
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        List<SDVariable> gradients = new ArrayList<>();
        for (int i = 0; i < args().length; i++) {
            gradients.add(needsGradient(arg(i)) ? outputGradients.get(0).mul(doubleArg(i)) : null);
        }
        return gradients;
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        throw new IllegalStateException("the gradient is built of other ops");
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new WeightedSum(sd, inputs);
    }
}
