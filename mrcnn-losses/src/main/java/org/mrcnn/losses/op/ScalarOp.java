// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A Java op whose result is one FLOAT scalar: a loss or a metric. The same class computes the gradient, and what a mean is
 * divided by: the first integer argument says which input the gradient is of, or that the value or the count is wanted.
 * Settings of a subclass follow it.
 */
public abstract class ScalarOp extends JavaOp {

    /** What {@link #count} returns unless it is overridden: every example of the batch counts the same. */
    public static final double PER_EXAMPLE = -1;

    private static final int VALUE = -1;
    private static final int COUNT = -2;

    /** Gradients below it become 0: their products would be denormal numbers, on which CPUs are fifty times slower. */
    private static final double TINY = 1e-30;

    /** For the clone that SameDiff makes. */
    protected ScalarOp() {}

    /** Puts the op that computes the value into the graph. */
    protected ScalarOp(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
        addIArgument(VALUE);
    }

    /** Puts the op that computes the value into the graph, with settings as of {@link JavaOp}; gradients have the same. */
    protected ScalarOp(SameDiff sd, Record settings, SDVariable... inputs) {
        super(sd, settings, inputs);
        addIArgument(VALUE);
    }

    /** The value, from the inputs. */
    protected abstract double value(OpRun run);

    /**
     * How many things {@link #value} is the mean of, where that depends on the data: labelled rows, positive boxes. Where a batch is
     * split over several replicas ({@code train.devices}), the value of each counts in proportion, so that together they give
     * the value of the whole batch. By default {@link #PER_EXAMPLE}: right for the mean of as many things from each example, and for
     * what does not depend on the batch.
     *
     * @return at least 0, of a part without anything to count 0; or {@link #PER_EXAMPLE}
     */
    protected double count(OpRun run) {
        return PER_EXAMPLE;
    }

    /** Whether the op has a gradient with respect to that input; then {@link #gradient} computes it. */
    protected abstract boolean differentiable(int input);

    /**
     * Writes the gradient with respect to one input to output 0, which has the shape of that input.
     *
     * @param upstream what the gradient is multiplied by
     */
    protected abstract void gradient(OpRun run, int input, float upstream);

    /** A new op of the same class on those inputs; its settings are copied by the caller. */
    protected abstract ScalarOp on(SameDiff sd, SDVariable... inputs);

    /** The result, under the name that the caller wishes. */
    protected final SDVariable named(String name) {
        return outputVariable().rename(name);
    }

    @Override
    protected final long[][] outputShapes(OpRun run) {
        int wanted = intArg(0);
        return new long[][] {wanted < 0 ? new long[0] : run.input(wanted).shape()};
    }

    @Override
    protected final DataType[] outputTypes(List<DataType> inputs) {
        return new DataType[] {DataType.FLOAT};
    }

    @Override
    protected final void forward(OpRun run) {
        int wanted = intArg(0);
        if (wanted == VALUE) {
            run.put(0, value(run));
        } else if (wanted == COUNT) {
            run.put(0, count(run));
        } else {
            gradient(run, wanted, run.input(run.inputs() - 1).getFloat(0));
        }
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        if (isGradient()) {
            throw new UnsupportedOperationException("op " + opName() + " has no second derivative");
        }
        SDVariable[] inputs = args();
        SDVariable[] withUpstream = Arrays.copyOf(inputs, inputs.length + 1);
        withUpstream[inputs.length] = outputGradients.get(0);
        List<SDVariable> gradients = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            gradients.add(differentiable(i) && needsGradient(inputs[i]) ? gradientOp(i, withUpstream) : null);
        }
        return gradients;
    }

    /**
     * The gradient with respect to one input, as an op of this class with the settings of this one.
     *
     * @param inputs what the op reads, the upstream gradient last
     */
    protected final SDVariable gradientOp(int input, SDVariable... inputs) {
        return same(input, inputs);
    }

    /**
     * Adds the {@link #count} of a loss to the graph, as FLOAT scalar.
     *
     * @param loss the result of an op of this class
     */
    public static SDVariable countOf(SDVariable loss) {
        ScalarOp op = (ScalarOp) loss.getSameDiff().getVariableOutputOp(loss.name());
        return op.same(COUNT, op.args());
    }

    private SDVariable same(int wanted, SDVariable... inputs) {
        ScalarOp op = on(sameDiff, inputs);
        op.iArguments.clear();
        op.addIArgument(wanted);
        iArguments.stream().skip(1).forEach(op::addIArgument);
        op.tArguments.clear();
        tArguments.forEach(op::addTArgument);
        op.bArguments.clear();
        bArguments.forEach(op::addBArgument);
        return op.outputVariable();
    }

    /** Whether this op computes a gradient, not the value. */
    protected final boolean isGradient() {
        return intArg(0) >= 0;
    }

    /** Refuses the arrays of a run unless the condition holds; the message starts with the name of the result. */
    protected final void require(boolean condition, String format, Object... values) {
        if (!condition) {
            Object[] readable = Arrays.stream(values)
                    .map(v -> v instanceof long[] shape ? Arrays.toString(shape) : v)
                    .toArray();
            throw new IllegalArgumentException(outputVariablesNames()[0] + ": " + String.format(format, readable));
        }
    }

    /** Refuses inputs of different shapes. */
    protected final void requireSameShape(OpRun run, int a, int b) {
        require(
                Arrays.equals(run.input(a).shape(), run.input(b).shape()),
                "expected %s and %s of one shape, found %s and %s",
                arg(a).name(),
                arg(b).name(),
                run.input(a).shape(),
                run.input(b).shape());
    }

    /** Refuses scores [..., classes] unless the labels, another input, are [...]. */
    protected final void requireLabels(OpRun run, int scores, int labels) {
        long[] shape = run.input(scores).shape();
        require(
                shape.length > 0 && isShape(shape, run.input(labels).shape(), shape[shape.length - 1]),
                "expected scores [..., classes] and labels [...], found %s of shape %s and %s of shape %s",
                arg(scores).name(),
                shape,
                arg(labels).name(),
                run.input(labels).shape());
    }

    /** Whether a shape is some sizes followed by others. */
    protected static boolean isShape(long[] shape, long[] leading, long... last) {
        return Arrays.equals(
                shape,
                LongStream.concat(Arrays.stream(leading), Arrays.stream(last)).toArray());
    }

    /** Refuses targets that are no probabilities, which would make a cross entropy negative without bound. */
    protected final void requireProbabilities(int input, float[] targets) {
        for (int i = 0; i < targets.length; i++) {
            if (!(targets[i] >= 0 && targets[i] <= 1)) {
                require(
                        false,
                        "expected targets of 0 to 1 in %s, found %s among them; scale them, masks of 0 and 255 by 1/255",
                        arg(input).name(),
                        targets[i]);
            }
        }
    }

    /** The variable itself, refused unless it is FLOAT. */
    protected static SDVariable requireFloat(SDVariable v) {
        requireGiven(v);
        if (v.dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException(
                    "expected variable " + v.name() + " to be FLOAT, but it is " + v.dataType() + "; cast it");
        }
        return v;
    }

    /** The variable itself, refused unless it is of an integer type. */
    protected static SDVariable requireInteger(SDVariable v) {
        requireGiven(v);
        if (!v.dataType().isIntType()) {
            throw new IllegalArgumentException("expected variable " + v.name()
                    + " to be of an integer type (class ids or matches), but it is " + v.dataType());
        }
        return v;
    }

    private static void requireGiven(SDVariable v) {
        if (v == null) {
            throw new IllegalArgumentException(
                    "expected a variable, found none (null): the graph has none of that name");
        }
    }

    /** A gradient as float, 0 where it is too small to matter in any sum. */
    public static float gradient(double value) {
        return Math.abs(value) < TINY ? 0 : (float) value;
    }

    /** Whether {@code v} is a trainable variable or is computed from one. */
    public static boolean isTrained(SDVariable v) {
        return needsGradient(v);
    }
}
