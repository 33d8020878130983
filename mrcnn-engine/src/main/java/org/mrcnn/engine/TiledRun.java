// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.mrcnn.engine.ExecutionPlan.Step;
import org.mrcnn.engine.internal.NativeCopy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * One execution of steps that compute some rows at a time. All parts have the same number of rows, so that they share native
 * kernels: the last part overlaps the previous one, and computes the same values for the shared rows.
 */
final class TiledRun {

    /** Creates the execution of an op. */
    @FunctionalInterface
    interface Prepare {
        OpRun run(JavaOp op, INDArray[] inputs, INDArray[] outputs);
    }

    private final TiledSteps group;
    /** Arrays by slot, to which the outputs of the group are added. */
    private final INDArray[] arrays;

    private final ArrayPool pool;
    private final OpExecution execution;
    private final Prepare prepare;
    private final long rows;
    private final long most;
    /** Arrays of the current part, by slot. */
    private final Map<Integer, INDArray> part = new HashMap<>();

    TiledRun(TiledSteps group, INDArray[] arrays, ArrayPool pool, OpExecution execution, Prepare prepare) {
        this.execution = execution;
        this.group = group;
        this.arrays = arrays;
        this.pool = pool;
        this.prepare = prepare;
        Step first = group.steps().get(0);
        INDArray[] inputs = first.reads().stream().map(slot -> arrays[slot]).toArray(INDArray[]::new);
        JavaOp op = (JavaOp) first.op();
        OpRun run = prepare.run(op, inputs, new INDArray[first.writes().size()]);
        rows = execution.shapes(op, run).get(0).getShape()[0];
        most = op.rowsAtATime(run);
    }

    /** Returns whether there are more rows than should be computed at a time, and the inputs can be split into rows. */
    boolean pays() {
        return rows > most && group.steps().stream().allMatch(this::canCut);
    }

    private boolean canCut(Step step) {
        return IntStream.of(TiledSteps.rowInputs(step))
                .mapToObj(i -> arrays[step.reads().get(i)])
                .allMatch(a -> a == null || (NativeCopy.isRowMajor(a) && (a.size(0) == rows || isOneOf(a))));
    }

    private boolean isOneOf(INDArray a) {
        return a.rank() > 1 && a.size(0) == 1 && a.size(1) == rows;
    }

    void execute() {
        long parts = (rows + most - 1) / most;
        long size = (rows + parts - 1) / parts;
        for (long i = 0; i < parts; i++) {
            long from = Math.min(i * size, rows - size);
            group.steps().forEach(step -> execute(step, from, size));
        }
        for (Step step : group.steps()) {
            for (int slot : step.done()) {
                if (arrays[slot] != null) {
                    pool.release(arrays[slot]);
                    arrays[slot] = null;
                }
            }
        }
    }

    private void execute(Step step, long from, long size) {
        JavaOp op = (JavaOp) step.op();
        INDArray[] inputs = new INDArray[step.reads().size()];
        Arrays.setAll(inputs, i -> input(step, i, from, size));
        INDArray[] outputs = new INDArray[step.writes().size()];
        OpRun run = prepare.run(op, inputs, outputs);
        List<LongShapeDescriptor> shapes = execution.shapes(op, run);
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = output(
                    step.writes().get(i), shapes.get(i).asDataType(step.types().get(i)), from, size);
        }
        execution.forward(op, run);
        for (int slot : step.done()) {
            INDArray array = part.remove(slot);
            if (array != null && group.inner().contains(slot)) {
                pool.release(array);
            }
        }
    }

    private INDArray input(Step step, int i, long from, long size) {
        int slot = step.reads().get(i);
        if (part.containsKey(slot)) {
            return part.get(slot);
        }
        boolean byRow = IntStream.of(TiledSteps.rowInputs(step)).anyMatch(row -> row == i);
        return byRow ? NativeCopy.rows(arrays[slot], from, size) : arrays[slot];
    }

    private INDArray output(int slot, LongShapeDescriptor ofPart, long from, long size) {
        long[] shape = ofPart.getShape().clone();
        if (shape[0] != size) {
            throw new IllegalStateException(
                    "expected " + size + " rows of an op's output, found " + shape[0] + "; check its rowInputs");
        }
        if (group.inner().contains(slot)) {
            part.put(slot, pool.allocate(false, ofPart));
        } else {
            if (arrays[slot] == null) {
                shape[0] = rows;
                arrays[slot] = pool.allocate(false, ofPart.dataType(), shape);
            }
            part.put(slot, NativeCopy.rows(arrays[slot], from, size));
        }
        return part.get(slot);
    }
}
