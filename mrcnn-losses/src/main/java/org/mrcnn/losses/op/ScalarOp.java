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
 * A Java op whose result is a FLOAT scalar: a loss or a metric. The same class also computes the gradient, and the count that a
 * mean is divided by: the first integer argument selects the value, the count, or the gradient with respect to an input.
 * Further arguments are settings of the subclass.
 */
public abstract class ScalarOp extends JavaOp {

    /** The result of {@link #count} unless it is overridden: every example of the batch has the same weight. */
    public static final double PER_EXAMPLE = -1;

    private static final int VALUE = -1;
    private static final int COUNT = -2;

    /** Gradients below this become 0: their products would be denormal numbers, with which CPUs are fifty times slower. */
    private static final double TINY = 1e-30;

    /** Creates an empty op for the clone that SameDiff makes. */
    protected ScalarOp() {}

    /** Adds the op to the graph; it computes the value. */
    protected ScalarOp(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
        addIArgument(VALUE);
    }

    /**
     * Adds the op to the graph with settings as in {@link JavaOp}; it computes the value. The ops of its gradients get the same
     * settings.
     */
    protected ScalarOp(SameDiff sd, Record settings, SDVariable... inputs) {
        super(sd, settings, inputs);
        addIArgument(VALUE);
    }

    /** Computes the value from the inputs. */
    protected abstract double value(OpRun run);

    /**
     * Returns the number of things that {@link #value} is the mean of if it depends on the data, such as the number of labelled
     * rows or of positive boxes. If a batch is split over several replicas ({@code train.devices}), their values are weighted
     * by it, so that together they give the value of the whole batch. By default {@link #PER_EXAMPLE}, which is correct for a
     * mean over the same number of things per example, and for a value that does not depend on the batch.
     *
     * @return 0 or more, 0 for a part that has nothing to count; or {@link #PER_EXAMPLE}
     */
    protected double count(OpRun run) {
        return PER_EXAMPLE;
    }

    /** Returns whether the op has a gradient with respect to this input, which {@link #gradient} then computes. */
    protected abstract boolean differentiable(int input);

    /**
     * Writes the gradient with respect to one input to output 0, which has the shape of that input.
     *
     * @param upstream factor of the gradient
     */
    protected abstract void gradient(OpRun run, int input, float upstream);

    /** Creates an op of the same class with these inputs; the caller copies the settings. */
    protected abstract ScalarOp on(SameDiff sd, SDVariable... inputs);

    /** Returns the result, renamed to {@code name}. */
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
     * Adds an op of this class, with the settings of this op, that computes the gradient with respect to one input, and returns
     * its result.
     *
     * @param inputs the inputs of the new op, the upstream gradient last
     */
    protected final SDVariable gradientOp(int input, SDVariable... inputs) {
        return same(input, inputs);
    }

    /**
     * Adds the {@link #count} of a loss to the graph, as a FLOAT scalar.
     *
     * @param loss the result of a {@link ScalarOp}
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

    /** Returns whether this op computes a gradient. */
    protected final boolean isGradient() {
        return intArg(0) >= 0;
    }

    /** Throws IllegalArgumentException unless the condition holds; the message begins with the name of the result. */
    protected final void require(boolean condition, String format, Object... values) {
        if (!condition) {
            Object[] readable = Arrays.stream(values)
                    .map(v -> v instanceof long[] shape ? Arrays.toString(shape) : v)
                    .toArray();
            throw new IllegalArgumentException(outputVariablesNames()[0] + ": " + String.format(format, readable));
        }
    }

    /** Throws IllegalArgumentException if two inputs differ in shape. */
    protected final void requireSameShape(OpRun run, int a, int b) {
        require(
                Arrays.equals(run.input(a).shape(), run.input(b).shape()),
                "expected %s and %s of one shape, found %s and %s",
                arg(a).name(),
                arg(b).name(),
                run.input(a).shape(),
                run.input(b).shape());
    }

    /** Throws IllegalArgumentException unless input {@code scores} is [..., classes] and input {@code labels} is [...]. */
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

    /** Returns whether a shape is {@code leading} followed by {@code last}. */
    protected static boolean isShape(long[] shape, long[] leading, long... last) {
        return Arrays.equals(
                shape,
                LongStream.concat(Arrays.stream(leading), Arrays.stream(last)).toArray());
    }

    /**
     * Throws IllegalArgumentException if a target is not a probability, which could make a cross entropy arbitrarily negative.
     */
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

    /** Returns the variable; throws IllegalArgumentException unless it is FLOAT. */
    protected static SDVariable requireFloat(SDVariable v) {
        requireGiven(v);
        if (v.dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException(
                    "expected variable " + v.name() + " to be FLOAT, found " + v.dataType() + "; cast it");
        }
        return v;
    }

    /** Returns the variable; throws IllegalArgumentException unless it has an integer type. */
    protected static SDVariable requireInteger(SDVariable v) {
        requireGiven(v);
        if (!v.dataType().isIntType()) {
            throw new IllegalArgumentException("expected variable " + v.name()
                    + " to be of an integer type (class ids or matches), found " + v.dataType());
        }
        return v;
    }

    private static void requireGiven(SDVariable v) {
        if (v == null) {
            throw new IllegalArgumentException(
                    "expected a variable, found none (null): the graph has none of that name");
        }
    }

    /** Returns a gradient as a float; 0 if it is too small to matter in any sum. */
    public static float gradient(double value) {
        return Math.abs(value) < TINY ? 0 : (float) value;
    }

    /** Returns whether {@code v} is a trainable variable or is computed from one. */
    public static boolean isTrained(SDVariable v) {
        return needsGradient(v);
    }
}
