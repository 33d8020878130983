// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.imports.converters.ImportClassMapping;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * An op of a SameDiff graph whose forward pass is Java code. Its gradient consists of other ops, usually one more Java op. It
 * runs only in a {@link GraphRunner}: SameDiff's own execution, such as {@code SameDiff.output} and {@code fit}, throws
 * IllegalStateException at the op.
 *
 * <p>To create the gradient function, SameDiff clones the graph through its serialized form. A subclass must therefore have a
 * public constructor without arguments, pass its settings to the superclass constructor as a record (or add them as arguments,
 * see {@link #addIArgument}), and have no other state.
 */
public abstract class JavaOp extends DynamicCustomOp {

    /**
     * Creates an empty op for the clone that SameDiff makes, which then restores the settings from the serialized arguments.
     */
    protected JavaOp() {}

    /** Adds the op to the graph of {@code sd}. The subclass's constructor may add settings afterwards. */
    protected JavaOp(SameDiff sd, SDVariable... inputs) {
        super(null, sd, ownVariables(sd, inputs));
        register();
    }

    /**
     * SameDiff stores inputs by name: a variable of another graph would silently become the variable of the same name in this
     * graph.
     */
    @SuppressWarnings("ReferenceEquality") // SameDiff.equals compares the content of graphs
    private static SDVariable[] ownVariables(SameDiff sd, SDVariable... inputs) {
        for (SDVariable input : inputs) {
            if (input.getSameDiff() != sd) {
                throw new IllegalArgumentException(
                        "expected inputs of the graph that the op is put into, found variable " + input.name()
                                + " of another graph; look it up here by getVariable(name)");
            }
        }
        return inputs;
    }

    /**
     * Adds the op to the graph of {@code sd} with settings, which {@link #settings} returns in every clone.
     *
     * @param settings a record of numbers, booleans, enums, arrays of numbers, and records of these; the value of a component
     *     whose type is an interface may be any enum constant or record that implements the interface
     */
    protected JavaOp(SameDiff sd, Record settings, SDVariable... inputs) {
        this(sd, inputs);
        OpSettings.write(this, settings);
    }

    /**
     * Returns the settings that the op was created with. They are stored as its floating-point and string arguments: an op with
     * settings must not add such arguments itself.
     */
    public final <T extends Record> T settings(Class<T> type) {
        return OpSettings.read(this, type);
    }

    /**
     * Returns the name of the op, which must differ from the names of all ops of ND4J. Names of ops in this library begin with
     * {@code mrcnn_}.
     */
    @Override
    public abstract String opName();

    /** Returns the shape of every output. The run has its inputs, whose values a shape may depend on, but no outputs yet. */
    protected abstract long[][] outputShapes(OpRun run);

    /**
     * Returns the largest possible shape of every output, for {@link GraphRunner#plannedBytes}. Override it if a shape depends
     * on values of the inputs, which are all 0 here.
     */
    protected long[][] largestShapes(OpRun run) {
        return outputShapes(run);
    }

    /** Computes the outputs, which are uninitialized unless {@link #overwrites} applies. */
    protected abstract void forward(OpRun run);

    /**
     * Returns the gradient of the loss with respect to each input, computed from that with respect to each output; null for an
     * input that has no gradient, or for which {@link #needsGradient} is false.
     */
    protected abstract List<SDVariable> gradients(List<SDVariable> outputGradients);

    /** Returns the data type of every output; FLOAT unless overridden. */
    protected DataType[] outputTypes(List<DataType> inputs) {
        DataType[] types = new DataType[getNumOutputs()];
        Arrays.fill(types, DataType.FLOAT);
        return types;
    }

    @Override
    public int getNumOutputs() {
        return 1;
    }

    /**
     * Returns the index of an input whose memory output 0 may reuse if nothing reads that input later, which halves the cost of
     * writing the output; -1 for none, the default. Input and output must have the same shape and type, and the op must read
     * each value before it overwrites it.
     */
    protected int overwrites() {
        return -1;
    }

    /**
     * Returns the inputs that have a row for every row of the outputs, such that a row of the outputs depends on the same row
     * of these inputs and on the whole of the other inputs; none by default. A row is the part at one index of the first axis
     * (for an input whose first axis has size 1, of the second axis). A run may compute the rows of such an op in parts.
     */
    protected int[] rowInputs() {
        return new int[0];
    }

    /**
     * Returns how many rows to compute at a time, for an op with {@link #rowInputs} whose output is much larger than its input.
     * A run then computes these rows, and the same rows of the ops that follow and have {@code rowInputs} too, before the next
     * rows, so that the large array never exists as a whole. All rows by default.
     */
    protected long rowsAtATime(OpRun run) {
        return Long.MAX_VALUE;
    }

    /** Returns integer argument {@code i}. */
    protected final int intArg(int i) {
        return Math.toIntExact(iArguments.get(i));
    }

    /** Returns floating-point argument {@code i}. */
    protected final double doubleArg(int i) {
        return tArguments.get(i);
    }

    /** Returns boolean argument {@code i}. */
    protected final boolean boolArg(int i) {
        return bArguments.get(i);
    }

    /** Returns whether {@code v} is a trainable variable or is computed from one. */
    protected static boolean needsGradient(SDVariable v) {
        SameDiff sd = v.getSameDiff();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(v.name()));
        while (!open.isEmpty()) {
            String name = open.pop();
            SDVariable next = sd.getVariable(name);
            if (next.getVariableType() == VariableType.VARIABLE) {
                return true;
            }
            DifferentialFunction producer = sd.getVariableOutputOp(name);
            if (producer != null && next.dataType().isFPType() && !(producer instanceof StopsGradient)) {
                Arrays.stream(producer.argNames()).filter(seen::add).forEach(open::push);
            }
        }
        return false;
    }

    /** Marks ops through which no gradient flows, such as those of targets: {@link #gradients} returns null for each input. */
    public interface StopsGradient {}

    @Override
    public final List<SDVariable> doDiff(List<SDVariable> outputGradients) {
        return gradients(outputGradients);
    }

    /** Like the method of SameDiff, but an input without a gradient has null instead of an array of zeros. */
    @Override
    public final List<SDVariable> diff(List<SDVariable> outputGradients) {
        List<SDVariable> gradients = gradients(outputGradients);
        SDVariable[] inputs = args();
        if (gradients.size() != inputs.length) {
            throw new IllegalStateException("op " + opName() + " has " + inputs.length + " inputs but returned "
                    + gradients.size() + " gradients");
        }
        for (int i = 0; i < inputs.length; i++) {
            SDVariable gradient = gradients.get(i);
            if (gradient != null) {
                SDVariable sum = inputs[i].hasGradient() ? sum(inputs[i].getGradient(), gradient) : gradient;
                sameDiff.setGradientForVariableName(inputs[i].name(), sum);
            }
        }
        return gradients;
    }

    private static SDVariable sum(SDVariable a, SDVariable b) {
        SDVariable fused = fusedSum(a, b);
        if (fused == null) {
            fused = fusedSum(b, a);
        }
        return fused == null ? new GradientSum(a.getSameDiff(), a, b).outputVariable() : fused;
    }

    private static SDVariable fusedSum(SDVariable computed, SDVariable other) {
        DifferentialFunction producer = computed.getSameDiff().getVariableOutputOp(computed.name());
        return producer instanceof JavaOp op && op.getNumOutputs() == 1 ? op.plus(other) : null;
    }

    /**
     * Returns the sum of this op's single output and another variable if the op can compute both in one pass, otherwise null.
     * Used to sum the gradients of a variable that several ops read.
     */
    protected SDVariable plus(SDVariable other) {
        return null;
    }

    @Override
    public final List<LongShapeDescriptor> calculateOutputShape(OpContext context) {
        return describeOutputs(OpRun.of(this, context, null, null));
    }

    /** Returns the shapes and types of the outputs of a run that has its inputs. */
    final List<LongShapeDescriptor> describeOutputs(OpRun run) {
        return describe(run, outputShapes(run));
    }

    /** Returns descriptors of these shapes with the types of the outputs. */
    final List<LongShapeDescriptor> describe(OpRun run, long[][] shapes) {
        List<DataType> inputTypes = new ArrayList<>();
        for (int i = 0; i < run.inputs(); i++) {
            inputTypes.add(run.input(i).dataType());
        }
        DataType[] types = outputTypes(inputTypes);
        List<LongShapeDescriptor> descriptors = new ArrayList<>();
        for (int i = 0; i < shapes.length; i++) {
            descriptors.add(LongShapeDescriptor.fromShape(shapes[i], types[i]));
        }
        return descriptors;
    }

    @Override
    public final List<DataType> calculateOutputDataTypes(List<DataType> inputs) {
        return List.of(outputTypes(inputs));
    }

    /**
     * Throws an exception: ND4J calls this before it runs an op natively, and as there is no such native op, it would crash the
     * JVM.
     */
    @Override
    public final long opHash() {
        throw new IllegalStateException("op " + opName() + " is written in Java: SameDiff's own output, eval, evaluate,"
                + " fit and calculateGradients cannot run a graph that has it; run it by org.mrcnn.engine.GraphRunner,"
                + " and train it by TrainStep and Trainer of mrcnn-train");
    }

    @Override
    public final Map<String, Object> propertiesForFunction() {
        return new LinkedHashMap<>();
    }

    /** ND4J looks up the class of a serialized op by name in its own table; there is no other hook. */
    private void register() {
        Map<String, DifferentialFunction> known = ImportClassMapping.getOpNameMapping();
        synchronized (known) {
            DifferentialFunction present = known.get(opName());
            if (present != null && present.getClass() == getClass()) {
                return;
            }
            if (present != null) {
                throw new IllegalStateException("op name " + opName() + " of " + getClass() + " is taken by "
                        + present.getClass() + "; choose another name");
            }
            try {
                known.put(opName(), getClass().getConstructor().newInstance());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(
                        getClass() + " needs a public constructor without arguments, which SameDiff calls to clone it",
                        e);
            }
        }
    }
}
