// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mrcnn.engine.internal.NonFinite;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares the graph that is trained with the user's graph. SameDiff differentiates a copy of the graph, made through its
 * serialized form, which loses everything that an op does not serialize; the copy could then silently train for something else.
 */
final class CloneCheck {

    /** Both graphs run the same ops on the same inputs, but sums over several threads may differ in their last bits. */
    private static final double TOLERANCE = 1e-3;

    private final SameDiff graph;
    private final List<String> outputs;
    private final List<GradientRules.Unbroadcast> unbroadcast;
    private final OpResources shared;

    /** @param outputs floating-point variables that both graphs have, including the loss */
    CloneCheck(SameDiff graph, List<String> outputs, List<GradientRules.Unbroadcast> unbroadcast, OpResources shared) {
        this.graph = graph;
        this.outputs = outputs;
        this.unbroadcast = unbroadcast;
        this.shared = shared;
    }

    /**
     * Returns the outputs of the user's graph. It uses the same random numbers as the copy afterwards, and does not affect
     * those of later runs.
     *
     * @throws IllegalArgumentException if an op broadcasts an input whose gradient would then be wrong
     */
    Map<String, INDArray> expected(Map<String, INDArray> placeholders) {
        Set<String> wanted = new LinkedHashSet<>(outputs);
        unbroadcast.forEach(op -> {
            wanted.addAll(op.trained());
            wanted.add(op.output());
        });
        Map<String, INDArray> copies = new HashMap<>();
        Random random = Nd4j.getRandom();
        long root = random.rootState();
        long node = random.nodeState();
        try (ArrayPool pool = new ArrayPool();
                OpResources own = new OpResources()) {
            GraphSession session = PlannedSession.of(graph, List.copyOf(wanted), pool, own, shared);
            Map<String, INDArray> found = session.run(placeholders);
            unbroadcast.forEach(op -> requireShape(op, found));
            outputs.forEach(name -> copies.put(name, found.get(name).castTo(DataType.DOUBLE)));
            pool.reclaim();
        } finally {
            random.setStates(root, node);
        }
        return copies;
    }

    private static void requireShape(GradientRules.Unbroadcast op, Map<String, INDArray> arrays) {
        long[] output = arrays.get(op.output()).shape();
        for (String input : op.trained()) {
            long[] shape = arrays.get(input).shape();
            if (!Arrays.equals(shape, output)) {
                throw new IllegalArgumentException("op " + op.op() + ", which makes variable " + op.output()
                        + ": the gradient of an input that is broadcast is wrong in ND4J 1.0.0-M2.1, and the loss needs"
                        + " that of " + input + "; expected its shape to be " + Arrays.toString(output) + ", found "
                        + Arrays.toString(shape) + "; add it to zeros of that shape first");
            }
        }
    }

    /** @throws IllegalStateException if the outputs differ; the message names the first op whose result differs in the copy */
    void compare(
            Map<String, INDArray> expected,
            Map<String, INDArray> found,
            SameDiff copy,
            Map<String, INDArray> placeholders) {
        for (String name : outputs) {
            if (differ(expected.get(name), found.get(name))) {
                throw new IllegalStateException("the copy of the graph that SameDiff makes for gradients computes "
                        + "something else: " + name + " is " + start(found.get(name)) + " there and "
                        + start(expected.get(name)) + " in the graph; " + firstDifference(copy, placeholders)
                        + ". Its settings are lost in the copy: use other ops, or a JavaOp with settings");
            }
        }
    }

    private static String start(INDArray array) {
        double first = array.getDouble(0);
        return array.length() == 1 ? String.valueOf(first) : "[" + first + ", ...]";
    }

    private static boolean differ(INDArray expected, INDArray found) {
        if (!Arrays.equals(expected.shape(), found.shape())) {
            return true;
        }
        if (expected.isEmpty() || NonFinite.count(expected) > 0) {
            return false; // values that are not finite end the step anyway
        }
        INDArray values = expected.castTo(DataType.DOUBLE);
        double difference =
                values.sub(found.castTo(DataType.DOUBLE)).amaxNumber().doubleValue();
        return !(difference <= TOLERANCE * Math.max(1e-3, values.amaxNumber().doubleValue()));
    }

    private String firstDifference(SameDiff copy, Map<String, INDArray> placeholders) {
        Map<String, INDArray> arrays = new HashMap<>();
        new GraphProbe(graph, outputs, shared).run(placeholders, (op, made) -> {
            for (int i = 0; i < made.size(); i++) {
                arrays.put(op.outputVariablesNames()[i], made.get(i).dup());
            }
        });
        List<String> found = new ArrayList<>();
        new GraphProbe(copy, outputs, shared).run(placeholders, (op, made) -> {
            for (int i = 0; i < made.size() && found.isEmpty(); i++) {
                INDArray other = arrays.get(op.outputVariablesNames()[i]);
                if (other != null && differ(other, made.get(i))) {
                    found.add("the first op that differs is " + op.opName() + ", which makes "
                            + op.outputVariablesNames()[i]);
                }
            }
        });
        return found.isEmpty() ? "no single op differs" : found.get(0);
    }
}
