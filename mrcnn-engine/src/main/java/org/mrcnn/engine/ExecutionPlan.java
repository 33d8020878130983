// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The ops that the outputs of a graph need, in a fixed order, with a numbered slot for every array that they read or write.
 *
 * @param slots number of slots
 * @param given arrays that the graph or its caller provides (placeholders, constants and trainable variables), with their slots
 * @param tiled groups of steps that may compute some rows at a time, by their first step
 * @param wanted the outputs with their slots
 */
record ExecutionPlan(
        int slots,
        Map<String, Integer> given,
        List<Step> steps,
        Map<Integer, TiledSteps> tiled,
        Map<String, Integer> wanted) {

    /**
     * The execution of one op.
     *
     * @param types types of the outputs, as declared in the graph
     * @param done slots that no later step reads
     * @param overwritten index of the input whose memory output 0 may reuse, or -1
     */
    record Step(
            DifferentialFunction op,
            List<Integer> reads,
            List<Integer> writes,
            List<DataType> types,
            List<Integer> done,
            int overwritten) {}

    /** An op of the graph with the names of its arrays. */
    private record Named(DifferentialFunction op, List<String> inputs, List<String> outputs) {

        static Named of(SameDiffOp op) {
            return new Named(op.getOp(), orNone(op.getInputsToOp()), orNone(op.getOutputsOfOp()));
        }

        private static List<String> orNone(List<String> names) {
            return names == null ? List.of() : names;
        }
    }

    static ExecutionPlan of(SameDiff graph, List<String> outputs) {
        Map<String, SDVariable> variables = graph.variableMap();
        List<Named> order = order(graph, variables, outputs);
        Map<String, Integer> slots = new LinkedHashMap<>();
        Map<String, Integer> lastUse = new HashMap<>();
        outputs.forEach(name -> addSlot(slots, name));
        for (int i = 0; i < order.size(); i++) {
            for (String name : namesOf(order.get(i))) {
                addSlot(slots, name);
                lastUse.put(name, i);
            }
        }
        Map<String, Integer> given = new LinkedHashMap<>();
        slots.forEach((name, slot) -> {
            if (isGiven(variables.get(name))) {
                given.put(name, slot);
            }
        });
        lastUse.keySet().removeAll(given.keySet());
        outputs.forEach(lastUse::remove);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            steps.add(step(variables, order.get(i), slots, lastUse, i));
        }
        Map<String, Integer> wanted = new LinkedHashMap<>();
        outputs.forEach(name -> wanted.put(name, slots.get(name)));
        return new ExecutionPlan(slots.size(), given, List.copyOf(steps), TiledSteps.find(steps), wanted);
    }

    private static void addSlot(Map<String, Integer> slots, String name) {
        slots.putIfAbsent(name, slots.size());
    }

    private static Set<String> namesOf(Named op) {
        Set<String> names = new LinkedHashSet<>(op.inputs());
        names.addAll(op.outputs());
        return names;
    }

    private static Step step(
            Map<String, SDVariable> variables,
            Named op,
            Map<String, Integer> slots,
            Map<String, Integer> lastUse,
            int i) {
        List<Integer> reads = op.inputs().stream().map(slots::get).toList();
        List<Integer> done = namesOf(op).stream()
                .filter(n -> lastUse.getOrDefault(n, -1) == i)
                .map(slots::get)
                .toList();
        return new Step(
                op.op(),
                reads,
                op.outputs().stream().map(slots::get).toList(),
                op.outputs().stream().map(n -> variables.get(n).dataType()).toList(),
                done,
                overwritten(op.op(), reads, done));
    }

    private static int overwritten(DifferentialFunction op, List<Integer> reads, List<Integer> done) {
        int input = op instanceof JavaOp javaOp ? javaOp.overwrites() : -1;
        boolean free =
                input >= 0 && done.contains(reads.get(input)) && Collections.frequency(reads, reads.get(input)) == 1;
        return free ? input : -1;
    }

    private static boolean isGiven(SDVariable variable) {
        return variable.getVariableType() != VariableType.ARRAY;
    }

    /** Returns the ops that the outputs need, in the order of the graph, but none before the ops whose results it reads. */
    private static List<Named> order(SameDiff graph, Map<String, SDVariable> variables, List<String> outputs) {
        List<Named> waiting = needed(graph, outputs);
        List<Named> order = new ArrayList<>();
        Set<String> known = new HashSet<>();
        variables.forEach((name, variable) -> {
            if (isGiven(variable)) {
                known.add(name);
            }
        });
        while (!waiting.isEmpty()) {
            List<Named> later = new ArrayList<>();
            for (Named op : waiting) {
                if (known.containsAll(op.inputs())) {
                    order.add(op);
                    known.addAll(op.outputs());
                } else {
                    later.add(op);
                }
            }
            if (later.size() == waiting.size()) {
                throw new IllegalArgumentException("the graph has a cycle, or an input without a source, at op "
                        + later.get(0).op().getOwnName() + " with inputs "
                        + later.get(0).inputs());
            }
            waiting = later;
        }
        return order;
    }

    private static List<Named> needed(SameDiff graph, List<String> outputs) {
        List<Named> ops = graph.getOps().values().stream().map(Named::of).toList();
        Map<String, Named> producers = new HashMap<>();
        ops.forEach(op -> op.outputs().forEach(name -> producers.put(name, op)));
        Set<DifferentialFunction> found = Collections.newSetFromMap(new IdentityHashMap<>());
        List<String> open = new ArrayList<>(outputs);
        while (!open.isEmpty()) {
            Named producer = producers.get(open.remove(open.size() - 1));
            if (producer != null && found.add(producer.op())) {
                open.addAll(producer.inputs());
            }
        }
        return ops.stream().filter(op -> found.contains(op.op())).toList();
    }
}
