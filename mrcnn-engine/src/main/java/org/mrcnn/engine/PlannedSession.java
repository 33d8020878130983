// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mrcnn.engine.ExecutionPlan.Step;
import org.mrcnn.engine.internal.NativeCopy;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.nd4j.linalg.api.ops.custom.Invoke;
import org.nd4j.linalg.api.ops.impl.layers.ExternalErrorsFunction;
import org.nd4j.linalg.api.ops.impl.shape.CreateView;
import org.nd4j.linalg.api.ops.impl.transforms.custom.Assign;
import org.nd4j.linalg.api.ops.impl.transforms.gradient.GradientBackwardsMarker;
import org.nd4j.linalg.api.ops.impl.transforms.same.Identity;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Executes a plan: runs every op in order, and returns every array to the pool after its last reader. SameDiff's interpreter
 * searches for the next op and for unused arrays in every run, which takes a twentieth of a training step.
 */
final class PlannedSession implements GraphSession {

    private final SameDiff graph;
    private final ArrayPool pool;
    private final OpResources own;
    private final OpResources shared;
    private final ExecutionPlan plan;
    private final INDArray[] arrays;
    /** Contexts by step; null for Java ops. */
    private final OpContext[] contexts;

    private final OpExecution execution;

    private PlannedSession(
            SameDiff graph,
            ExecutionPlan plan,
            ArrayPool pool,
            OpResources own,
            OpResources shared,
            OpExecution execution) {
        this.execution = execution;
        this.graph = graph;
        this.pool = pool;
        this.own = own;
        this.shared = shared;
        this.plan = plan;
        arrays = new INDArray[plan.slots()];
        contexts = plan.steps().stream()
                .map(step -> step.op() instanceof JavaOp
                        ? null
                        : own.get("context of op " + step.op().getOwnName(), () -> Nd4j.getExecutioner()
                                .buildContext()))
                .toArray(OpContext[]::new);
    }

    /** Creates a session for these outputs; if the graph has control flow, one of SameDiff's interpreter. */
    static GraphSession of(SameDiff graph, List<String> outputs, ArrayPool pool, OpResources own, OpResources shared) {
        return isPlain(graph)
                ? new PlannedSession(graph, ExecutionPlan.of(graph, outputs), pool, own, shared, OpExecution.COMPUTE)
                : new InterpretedSession(graph, outputs, pool, own, shared);
    }

    /** Creates a session that allocates the same arrays but computes nothing; empty if the graph has control flow. */
    static Optional<GraphSession> dry(SameDiff graph, List<String> outputs, ArrayPool pool, OpResources none) {
        return isPlain(graph)
                ? Optional.of(
                        new PlannedSession(graph, ExecutionPlan.of(graph, outputs), pool, none, none, OpExecution.DRY))
                : Optional.empty();
    }

    private static boolean isPlain(SameDiff graph) {
        return Arrays.stream(graph.ops()).allMatch(PlannedSession::isPlain);
    }

    /** Returns whether an op always writes new arrays, and reads nothing but its inputs and its own settings. */
    private static boolean isPlain(DifferentialFunction op) {
        if (op instanceof JavaOp) {
            return true;
        }
        String family = op.getClass().getPackageName();
        boolean isSpecial = family.endsWith(".controlflow.compat")
                || family.endsWith(".tensorops")
                || op instanceof Invoke
                || op instanceof Identity
                || op instanceof Assign
                || op instanceof CreateView
                || op instanceof GradientBackwardsMarker
                || op instanceof ExternalErrorsFunction;
        boolean readsSettings = (op instanceof ReduceOp || op instanceof ScalarOp) && op.argNames().length > 1;
        return !isSpecial && !readsSettings && (op instanceof DynamicCustomOp || op instanceof BaseOp);
    }

    @Override
    public Map<String, INDArray> run(Map<String, INDArray> placeholders) {
        try {
            plan.given().forEach((name, slot) -> arrays[slot] = given(name, placeholders));
            for (int i = 0; i < contexts.length; ) {
                i = executeFrom(i);
            }
            Map<String, INDArray> outputs = new HashMap<>();
            plan.wanted().forEach((name, slot) -> outputs.put(name, arrays[slot]));
            return outputs;
        } finally {
            Arrays.fill(arrays, null);
        }
    }

    /** Executes a step, or the group of steps that begins with it; returns the next one. */
    private int executeFrom(int i) {
        TiledSteps group = plan.tiled().get(i);
        if (group != null) {
            TiledRun run = new TiledRun(group, arrays, pool, execution, this::prepare);
            if (run.pays()) {
                run.execute();
                return i + group.steps().size();
            }
        }
        execute(plan.steps().get(i), contexts[i]);
        return i + 1;
    }

    private OpRun prepare(JavaOp op, INDArray[] inputs, INDArray[] outputs) {
        return new OpRun(op, inputs, outputs, own, shared);
    }

    private INDArray given(String name, Map<String, INDArray> placeholders) {
        INDArray array =
                graph.getVariable(name).isPlaceHolder() ? placeholders.get(name) : graph.getArrForVarName(name);
        if (array == null) {
            throw new IllegalArgumentException(
                    "the run needs placeholder " + name + ", which was not given; given: " + placeholders.keySet());
        }
        return array;
    }

    private void execute(Step step, OpContext context) {
        INDArray[] inputs = step.reads().stream().map(slot -> arrays[slot]).toArray(INDArray[]::new);
        INDArray[] outputs;
        if (step.op() instanceof JavaOp op) {
            outputs = new INDArray[step.writes().size()];
            OpRun run = new OpRun(op, inputs, outputs, own, shared);
            if (step.overwritten() >= 0 && NativeCopy.isRowMajor(inputs[step.overwritten()])) {
                outputs[0] = inputs[step.overwritten()];
            }
            allocate(execution.shapes(op, run), step.types(), outputs);
            execution.forward(op, run);
        } else {
            outputs = executeNative(step, context, inputs);
        }
        for (int i = 0; i < outputs.length; i++) {
            arrays[step.writes().get(i)] = outputs[i];
        }
        for (int slot : step.done()) {
            if (step.writes().contains(slot) || arrays[slot] != outputs[0]) {
                pool.release(arrays[slot]);
            }
            arrays[slot] = null;
        }
    }

    private void allocate(List<LongShapeDescriptor> shapes, List<DataType> types, INDArray[] outputs) {
        if (shapes.size() != outputs.length) {
            throw new IllegalStateException(
                    "expected " + outputs.length + " output shapes of an op, found " + shapes.size());
        }
        for (int i = 0; i < outputs.length; i++) {
            if (outputs[i] == null) {
                // For some of ND4J's ops, the graph determines the type of the output.
                outputs[i] = pool.allocate(false, shapes.get(i).asDataType(types.get(i)));
            }
        }
    }

    private INDArray[] executeNative(Step step, OpContext context, INDArray[] inputs) {
        INDArray[] outputs = new INDArray[step.writes().size()];
        DifferentialFunction op = step.op();
        try {
            if (op instanceof DynamicCustomOp custom) {
                context.setArgs(inputs, custom.iArgs(), custom.dArgs(), custom.tArgs(), custom.bArgs());
                allocate(custom.calculateOutputShape(context), step.types(), outputs);
                context.setOutputArrays(outputs);
                if (execution.computes(outputs)) {
                    Nd4j.exec((CustomOp) custom, context);
                }
            } else {
                context.setInputArrays(inputs);
                allocate(((BaseOp) op).calculateOutputShape(context), step.types(), outputs);
                context.setOutputArrays(outputs);
                if (execution.computes(outputs)) {
                    Nd4j.exec((Op) op, context);
                }
            }
        } catch (RuntimeException e) {
            throw FailedOp.explain(op, List.of(inputs), e);
        } finally {
            op.clearArrays();
            context.purge();
        }
        return outputs;
    }
}
