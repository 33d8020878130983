// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.engine.internal.Parallel;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * An op that sums, in a single pass, the gradients that a variable receives from all ops that read it. All arrays are FLOAT and
 * of the same shape.
 */
public final class GradientSum extends JavaOp {

    private static final int TILE = 2048;

    /** Creates an empty op, for the clones that SameDiff makes. */
    public GradientSum() {}

    GradientSum(SameDiff sd, SDVariable... terms) {
        super(sd, terms);
    }

    /**
     * Returns the terms that a gradient is the sum of, so that an op that reads the gradient can add them up itself. A gradient
     * that is not a sum is its own single term.
     */
    public static List<SDVariable> terms(SDVariable gradient) {
        DifferentialFunction producer = gradient.getSameDiff().getVariableOutputOp(gradient.name());
        return producer instanceof GradientSum sum ? List.of(sum.args()) : List.of(gradient);
    }

    @Override
    public String opName() {
        return "mrcnn_gradient_sum";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        long[] shape = run.input(0).shape();
        for (int i = 1; i < run.inputs(); i++) {
            if (!Arrays.equals(shape, run.input(i).shape())) {
                throw new IllegalStateException("gradients of one variable have different shapes: "
                        + Arrays.toString(shape) + " and "
                        + Arrays.toString(run.input(i).shape()) + " of "
                        + arg(i).name());
            }
        }
        return new long[][] {shape};
    }

    @Override
    protected int overwrites() {
        return 0;
    }

    @Override
    protected void forward(OpRun run) {
        FloatBuffer[] terms = new FloatBuffer[run.inputs()];
        Arrays.setAll(terms, run::floatBuffer);
        FloatBuffer to = run.floatBufferOut(0);
        Parallel.tiles(to.limit(), TILE, () -> {
            float[] sum = new float[TILE];
            float[] term = new float[TILE];
            return (at, n) -> {
                add(terms, at, n, sum, term);
                to.put(at, sum, 0, n);
            };
        });
    }

    /**
     * Sets the first {@code n} values of {@code sum} to the sum of {@code n} values of each term, from position {@code at} on.
     *
     * @param scratch working memory, as long as {@code sum}
     */
    public static void add(FloatBuffer[] terms, int at, int n, float[] sum, float[] scratch) {
        terms[0].get(at, sum, 0, n);
        for (int t = 1; t < terms.length; t++) {
            terms[t].get(at, scratch, 0, n);
            for (int i = 0; i < n; i++) {
                sum[i] += scratch[i];
            }
        }
    }

    @Override
    protected SDVariable plus(SDVariable other) {
        SDVariable[] terms = Arrays.copyOf(args(), args().length + 1);
        terms[terms.length - 1] = other;
        return new GradientSum(sameDiff, terms).outputVariable();
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        throw new UnsupportedOperationException("no second derivatives");
    }
}
