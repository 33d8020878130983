// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.mrcnn.engine.internal.NonFinite;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a graph in SameDiff's interpreter, which creates all of its arrays, to inspect them one by one. */
final class GraphProbe {

    /** Receives the arrays of each op after its execution, inputs before outputs. */
    @FunctionalInterface
    interface Visitor {
        void visit(DifferentialFunction op, List<INDArray> outputs);
    }

    private final SameDiff graph;
    private final List<String> outputs;
    private final OpResources shared;

    GraphProbe(SameDiff graph, List<String> outputs, OpResources shared) {
        this.graph = graph;
        this.outputs = outputs;
        this.shared = shared;
    }

    void run(Map<String, INDArray> placeholders, Visitor visitor) {
        try (ArrayPool pool = new ArrayPool();
                OpResources own = new OpResources()) {
            InterpretedSession session = new InterpretedSession(graph, outputs, pool, own, shared);
            session.visit(visitor);
            session.run(placeholders);
        }
    }

    /**
     * Describes the first array with values that are not finite: first the arrays passed to the graph, then the outputs of ops.
     */
    Optional<String> firstNonFinite(Map<String, INDArray> placeholders) {
        for (SDVariable v : graph.variables()) {
            if (v.getVariableType() != VariableType.ARRAY) {
                INDArray array = v.isPlaceHolder() ? placeholders.get(v.name()) : v.getArr();
                if (array != null && NonFinite.count(array) > 0) {
                    String kind = v.isPlaceHolder() ? "placeholder " : "weight or constant ";
                    return Optional.of(kind + describe(v.name(), array));
                }
            }
        }
        List<String> found = new ArrayList<>();
        run(placeholders, (op, arrays) -> {
            for (int i = 0; i < arrays.size() && found.isEmpty(); i++) {
                if (NonFinite.count(arrays.get(i)) > 0) {
                    found.add("output " + describe(op.outputVariablesNames()[i], arrays.get(i)) + " of op "
                            + op.opName() + layer(op) + ", whose inputs " + Arrays.toString(op.argNames())
                            + " are finite");
                }
            }
        });
        return found.stream().findFirst();
    }

    private static String describe(String name, INDArray array) {
        return name + " " + Arrays.toString(array.shape()) + " (" + NonFinite.count(array) + " of " + array.length()
                + " values)";
    }

    /** Returns the layer that an op belongs to, which is that of its weights. */
    private String layer(DifferentialFunction op) {
        return Arrays.stream(op.argNames())
                .flatMap(this::weights)
                .findFirst()
                .map(name -> " in layer " + name.substring(0, name.lastIndexOf('/')))
                .orElse("");
    }

    /** Returns the weights that an input is or is computed from exclusively, such as those with a folded normalization. */
    private Stream<String> weights(String input) {
        boolean given = isGiven(input);
        DifferentialFunction source = given ? null : graph.getVariableOutputOp(input);
        String[] names = given ? new String[] {input} : source == null ? new String[0] : source.argNames();
        return Arrays.stream(names).allMatch(this::isGiven)
                ? Arrays.stream(names).filter(name -> name.contains("/"))
                : Stream.empty();
    }

    private boolean isGiven(String name) {
        VariableType type = graph.getVariable(name).getVariableType();
        return type == VariableType.VARIABLE || type == VariableType.CONSTANT;
    }
}
