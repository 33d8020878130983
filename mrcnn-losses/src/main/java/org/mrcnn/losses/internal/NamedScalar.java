// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal;

import org.mrcnn.engine.OpRun;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A variable with one element under a name of the objective. SameDiff does not know the shapes of a graph before it runs, so
 * this op checks in each run that a loss is a scalar, and names the loss if it is not.
 */
public final class NamedScalar extends ScalarOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public NamedScalar() {}

    private NamedScalar(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /** Returns the variable under this name. */
    public static SDVariable of(SDVariable v, String name) {
        return new NamedScalar(v.getSameDiff(), v).named(name);
    }

    /**
     * Renames the variable of this name, if there is one: an intermediate result that SameDiff named after its op, such as
     * {@code log}.
     */
    public static void free(SameDiff sd, String name) {
        if (sd.hasVariable(name)) {
            String other = name + "/unchecked";
            for (int i = 2; sd.hasVariable(other); i++) {
                other = name + "/unchecked" + i;
            }
            sd.getVariable(name).rename(other);
        }
    }

    @Override
    public String opName() {
        return "mrcnn_named_scalar";
    }

    @Override
    protected double value(OpRun run) {
        require(
                run.input(0).length() == 1,
                "expected one value, but variable %s has shape %s; take its mean or sum",
                arg(0).name(),
                run.input(0).shape());
        return run.input(0).getDouble(0);
    }

    @Override
    protected boolean differentiable(int input) {
        return true;
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        run.put(0, upstream);
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new NamedScalar(sd, inputs);
    }
}
