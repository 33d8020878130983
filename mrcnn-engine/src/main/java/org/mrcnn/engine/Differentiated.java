// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A copy of a graph that also computes gradients.
 *
 * @param graph the copy
 * @param gradientNames names of the gradients in the copy by trainable variable, in the order of the graph
 */
record Differentiated(SameDiff graph, Map<String, String> gradientNames) {
    /** What SameDiff calls the gradient of the sum of all losses. */
    private static final String LOSS_GRADIENT = "grad";

    private static final String SUFFIX = "-grad";

    /** Returns the differentiated copy that SameDiff makes of a graph whose loss variable is set. */
    static Differentiated of(SameDiff graph) {
        SameDiff withGradients = differentiate(graph);
        Map<String, String> names = new LinkedHashMap<>();
        for (SDVariable v : graph.variables()) {
            SDVariable gradient = v.getVariableType() == VariableType.VARIABLE
                    ? withGradients.getVariable(v.name()).getGradient()
                    : null;
            if (gradient != null) {
                names.put(v.name(), gradient.name());
            }
        }
        return new Differentiated(withGradients, names);
    }

    /**
     * SameDiff requires a gradient for every floating-point variable between a trainable variable and the loss, and throws an
     * exception if an op has none. It does not follow integers, so during differentiation the outputs of ops that stop
     * gradients are declared as integers.
     */
    private static SameDiff differentiate(SameDiff graph) {
        Map<String, DataType> stopped = new LinkedHashMap<>();
        for (DifferentialFunction op : graph.ops()) {
            if (op instanceof JavaOp.StopsGradient) {
                for (SDVariable v : op.outputVariables()) {
                    stopped.put(v.name(), v.dataType());
                }
            }
        }
        try (QuietStandardOut quiet = new QuietStandardOut()) {
            stopped.keySet().forEach(name -> graph.getVariable(name).setDataType(DataType.INT32));
            graph.createGradFunction();
        } catch (IllegalArgumentException e) {
            requireFreeNames(graph, e);
            throw e;
        } catch (IllegalStateException e) {
            requireFreeNames(graph, e);
            throw new IllegalArgumentException(
                    "the graph cannot be differentiated: an op between a trainable variable and the loss has no gradient"
                            + " for its input, such as a loss for its target; check that targets and predictions are not"
                            + " swapped, and pass a target that is computed from trainable variables through"
                            + " Loss.stopGradient. SameDiff says: " + e.getMessage(),
                    e);
        } finally {
            stopped.forEach((name, type) -> graph.getVariable(name).setDataType(type));
        }
        SameDiff withGradients = graph.getFunction("grad");
        stopped.forEach((name, type) -> withGradients.getVariable(name).setDataType(type));
        retype(graph, withGradients, stopped.keySet());
        return withGradients;
    }

    /** SameDiff's own exceptions do not say that a name is the reason. */
    private static void requireFreeNames(SameDiff graph, RuntimeException e) {
        List<String> taken = graph.variableMap().keySet().stream()
                .filter(name -> name.equals(LOSS_GRADIENT)
                        || (name.endsWith(SUFFIX)
                                && graph.hasVariable(name.substring(0, name.length() - SUFFIX.length()))))
                .toList();
        if (!taken.isEmpty()) {
            throw new IllegalArgumentException(
                    "the graph cannot be differentiated: SameDiff needs the names of variables with " + SUFFIX
                            + " for their gradients, and " + LOSS_GRADIENT + "; rename " + taken,
                    e);
        }
    }

    /** Corrects the types of SameDiff's gradient ops that took over the integer type from these inputs. */
    private static void retype(SameDiff graph, SameDiff withGradients, Set<String> stopped) {
        Set<String> changed = new HashSet<>(stopped);
        for (DifferentialFunction op : withGradients.ops()) {
            SDVariable[] outputs = op.outputVariables();
            if (graph.hasVariable(outputs[0].name())
                    || Arrays.stream(op.argNames()).noneMatch(changed::contains)) {
                continue;
            }
            List<DataType> inputs =
                    Arrays.stream(op.args()).map(SDVariable::dataType).toList();
            List<DataType> types = op.calculateOutputDataTypes(inputs);
            for (int i = 0; i < outputs.length; i++) {
                if (outputs[i].dataType() != types.get(i)) {
                    outputs[i].setDataType(types.get(i));
                    changed.add(outputs[i].name());
                }
            }
        }
    }
}
