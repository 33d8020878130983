// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.config.ExecutionResult;
import org.nd4j.autodiff.samediff.config.SDValue;
import org.nd4j.autodiff.samediff.internal.FrameIter;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;

/** SameDiff's interpreter, except that {@link JavaOp}s run in Java. For graphs with loops and conditions. */
final class InterpretedSession extends InferenceSession implements GraphSession {

    private final List<String> outputs;
    private final OpResources own;
    private final OpResources shared;
    private GraphProbe.Visitor visitor = (op, made) -> {};

    InterpretedSession(SameDiff sd, List<String> outputs, ArrayPool pool, OpResources own, OpResources shared) {
        super(sd);
        setMmgr(pool);
        this.outputs = outputs;
        this.own = own;
        this.shared = shared;
    }

    /** Passes every op of later runs to a visitor, after its execution. */
    void visit(GraphProbe.Visitor all) {
        visitor = all;
    }

    @Override
    public Map<String, INDArray> run(Map<String, INDArray> placeholders) {
        freedArrays.clear();
        return output(
                outputs,
                new HashMap<>(placeholders),
                null,
                Collections.emptyList(),
                Collections.emptyList(),
                At.defaultAt(Operation.INFERENCE));
    }

    @Override
    public ExecutionResult doExec(
            DifferentialFunction op,
            OpContext context,
            FrameIter frame,
            Set<VarId> inputs,
            Set<VarId> allIterationInputs,
            Set<String> constants,
            Map<String, SDValue> otherPlaceholders) {
        ExecutionResult result;
        if (op instanceof JavaOp javaOp) {
            javaOp.forward(OpRun.of(javaOp, context, own, shared));
            result = ExecutionResult.createFrom(javaOp, context);
        } else {
            try {
                result = super.doExec(op, context, frame, inputs, allIterationInputs, constants, otherPlaceholders);
            } catch (RuntimeException e) {
                throw FailedOp.explain(op, context == null ? List.of() : context.getInputArrays(), e);
            }
        }
        if (context != null && context.getOutputArrays() != null) {
            visitor.visit(op, context.getOutputArrays());
        }
        return result;
    }
}
