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
 * An op of a SameDiff graph whose forward pass is Java code. Its gradient is built of further ops, usually one more Java
 * op. It runs where a {@link GraphRunner} runs the graph; SameDiff's own sessions, such as {@code SameDiff.output} and {@code
 * fit}, end in an IllegalStateException at the op.
 *
 * <p>SameDiff clones a graph through its serialized form when it makes the gradient function: a subclass therefore has a
 * public constructor without arguments, hands its settings over as a record (or as arguments, see {@link #addIArgument}), and
 * has no other state.
 */
public abstract class JavaOp extends DynamicCustomOp {

    /** For the clone that SameDiff makes; settings are filled in from the serialized arguments. */
    protected JavaOp() {}

    /** Puts the op into the graph of {@code sd}; settings are added by the subclass's constructor afterwards. */
    protected JavaOp(SameDiff sd, SDVariable... inputs) {
        super(null, sd, ownVariables(sd, inputs));
        register();
    }

    /** SameDiff keeps inputs by name: a variable of another graph would become whatever has its name in this one. */
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
     * Puts the op into the graph of {@code sd} with settings, which {@link #settings} gives back in every clone.
     *
     * @param settings a record of numbers, booleans, enums, arrays of numbers and records of these; a component whose type is
     *     an interface may be any enum constant or record that implements it
     */
    protected JavaOp(SameDiff sd, Record settings, SDVariable... inputs) {
        this(sd, inputs);
        OpSettings.write(this, settings);
    }

    /**
     * The settings that the op was made with. They are its floating and string arguments: an op that has settings adds none
     * of its own.
     */
    public final <T extends Record> T settings(Class<T> type) {
        return OpSettings.read(this, type);
    }

    /** A name that no op of ND4J has; it starts with {@code mrcnn_} for the ops of this library. */
    @Override
    public abstract String opName();

    /** The shape of every output. The run has inputs but no outputs yet: a shape may depend on the values. */
    protected abstract long[][] outputShapes(OpRun run);

    /**
     * The shape of every output at most, for {@link GraphRunner#plannedBytes}: override it where a shape depends on values,
     * which are all 0 here.
     */
    protected long[][] largestShapes(OpRun run) {
        return outputShapes(run);
    }

    /** Computes the outputs. They arrive uninitialized, except as {@link #overwrites} says. */
    protected abstract void forward(OpRun run);

    /**
     * The gradient of the loss with respect to each input, given that of each output; null where there is none, or where
     * {@link #needsGradient} says that nobody asks for it.
     */
    protected abstract List<SDVariable> gradients(List<SDVariable> outputGradients);

    /** The data type of every output; by default FLOAT. */
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
     * An input that output 0 may take the memory of where nobody reads it afterwards, which saves half of what writing a new
     * array costs; -1 for none. Shape and type must be the same, and the op must read a value before it writes its place.
     */
    protected int overwrites() {
        return -1;
    }

    /**
     * The inputs that have a row for every row of the outputs, where a row of the outputs depends on the same row of these
     * inputs and on all of the others; by default none. A row is what belongs to one index of the first axis (of an input, to
     * one of its second axis where the first has size 1). Runs may compute the rows of such an op in parts.
     */
    protected int[] rowInputs() {
        return new int[0];
    }

    /**
     * How many rows to compute at a time, for an op with {@link #rowInputs} that makes a large array of a small one: runs then
     * compute these rows and those of the ops after it that have {@code rowInputs} too, before the next rows, so that the
     * large array never exists whole. By default all.
     */
    protected long rowsAtATime(OpRun run) {
        return Long.MAX_VALUE;
    }

    /** Integer setting {@code i}. */
    protected final int intArg(int i) {
        return Math.toIntExact(iArguments.get(i));
    }

    /** Floating point setting {@code i}. */
    protected final double doubleArg(int i) {
        return tArguments.get(i);
    }

    /** Boolean setting {@code i}. */
    protected final boolean boolArg(int i) {
        return bArguments.get(i);
    }

    /** Whether {@code v} is a trainable variable or is computed from one. */
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
                for (String input : producer.argNames()) {
                    if (seen.add(input)) {
                        open.push(input);
                    }
                }
            }
        }
        return false;
    }

    /** Marks ops through which no gradient flows, such as the choice of training targets. */
    public interface StopsGradient {}

    @Override
    public final List<SDVariable> doDiff(List<SDVariable> outputGradients) {
        return gradients(outputGradients);
    }

    /** Like SameDiff's own, but an input may have no gradient (null) instead of an array of zeros. */
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
     * The sum of this op's one output and another variable, computed in one pass in place of two; null where there is no such
     * way. Gradients of a variable that several ops read are summed by it.
     */
    protected SDVariable plus(SDVariable other) {
        return null;
    }

    @Override
    public final List<LongShapeDescriptor> calculateOutputShape(OpContext context) {
        return describeOutputs(OpRun.of(this, context, null, null));
    }

    /** Shapes and types of the outputs of a run that has its inputs. */
    final List<LongShapeDescriptor> describeOutputs(OpRun run) {
        return describe(run, outputShapes(run));
    }

    /** Those shapes with the types of the outputs. */
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

    /** ND4J asks for the number of an op before it runs it natively, which would end the JVM: there is no such op. */
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

    /** ND4J finds the class of a serialized op by name in a table of its own; there is no other hook. */
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
