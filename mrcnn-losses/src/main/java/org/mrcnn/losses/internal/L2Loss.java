// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.internal.Parallel;
import org.mrcnn.engine.internal.SumOfSquares;
import org.mrcnn.losses.op.ScalarOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The L2 penalty of any number of weights as a single op. Its time is the time to read the weights once. The same holds for its
 * gradient, which is added to the gradient of the other losses in the same pass.
 */
public final class L2Loss extends ScalarOp {

    private static final int TILE = 4096;

    /** Creates an empty op for the clone that SameDiff makes. */
    public L2Loss() {}

    private L2Loss(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /**
     * Adds the penalty for some FLOAT variables to their graph.
     *
     * @param meanOfVariable whether the sum of a variable's squares is divided by its size
     * @throws IllegalArgumentException if there are no variables, one is not FLOAT, or the factor is negative or not finite
     */
    public static SDVariable of(double factor, boolean meanOfVariable, List<SDVariable> weights, String name) {
        requireFactor("the factor of the L2 penalty", factor);
        if (weights.isEmpty()) {
            throw new IllegalArgumentException("the L2 loss has no weights");
        }
        weights.forEach(ScalarOp::requireFloat);
        L2Loss loss = new L2Loss(weights.get(0).getSameDiff(), weights.toArray(new SDVariable[0]));
        loss.addBArgument(meanOfVariable);
        loss.addTArgument(factor);
        return loss.named(name);
    }

    /** Throws IllegalArgumentException unless a factor is 0 or more, and stays so as a float, which losses are. */
    public static void requireFactor(String what, double factor) {
        boolean lost = factor > 0 && (float) factor == 0;
        boolean exceeds = Double.isFinite(factor) && Float.isInfinite((float) factor);
        if (!(factor >= 0) || Double.isInfinite(factor) || lost || exceeds) {
            throw new IllegalArgumentException("expected " + what + " to be at least 0 and finite, found " + factor
                    + (lost ? ", which is 0 as a float" : exceeds ? ", which is infinite as a float" : ""));
        }
    }

    @Override
    public String opName() {
        return "mrcnn_l2_loss";
    }

    @Override
    protected double value(OpRun run) {
        double sum = 0;
        for (int i = 0; i < run.inputs(); i++) {
            sum += coefficient(run.input(i)) * SumOfSquares.of(run.input(i));
        }
        return sum;
    }

    private double coefficient(INDArray w) {
        return boolArg(0) ? doubleArg(0) / w.length() : doubleArg(0);
    }

    @Override
    protected boolean differentiable(int input) {
        return true;
    }

    /** Returns the result of one op per variable, so that none has to wait for the others or to keep them in memory. */
    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        List<SDVariable> gradients = new ArrayList<>();
        for (SDVariable w : args()) {
            gradients.add(needsGradient(w) ? gradientOp(0, w, outputGradients.get(0)) : null);
        }
        return gradients;
    }

    /**
     * Returns, for the gradient of one variable, an op with the other gradient as an additional input, between the weights and
     * the upstream gradient.
     */
    @Override
    protected SDVariable plus(SDVariable other) {
        boolean isGradientAlone = args().length == 2 && isGradient();
        return isGradientAlone ? gradientOp(0, arg(0), other, arg(1)) : null;
    }

    @Override
    protected int overwrites() {
        return isGradient() && args().length == 3 ? 1 : -1;
    }

    @Override
    protected void gradient(OpRun run, int input, float upstream) {
        INDArray w = run.input(0);
        float factor = (float) (2 * upstream * coefficient(w));
        if (run.inputs() == 2) {
            w.mul(factor, run.output(0));
        } else {
            addScaled(run.floatBuffer(1), run.floatBuffer(0), factor, run.floatBufferOut(0));
        }
    }

    /** Sets {@code to = a + factor * b}. */
    private static void addScaled(FloatBuffer a, FloatBuffer b, float factor, FloatBuffer to) {
        Parallel.tiles(to.limit(), TILE, () -> {
            float[] sum = new float[TILE];
            float[] scaled = new float[TILE];
            return (at, n) -> {
                a.get(at, sum, 0, n);
                b.get(at, scaled, 0, n);
                for (int i = 0; i < n; i++) {
                    sum[i] += factor * scaled[i];
                }
                to.put(at, sum, 0, n);
            };
        });
    }

    @Override
    protected ScalarOp on(SameDiff sd, SDVariable... inputs) {
        return new L2Loss(sd, inputs);
    }
}
