// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Translates a SameDiff graph to an ONNX graph, op by op. Since the graph that computes the network is translated, a change of
 * the network is automatically part of the file, or is reported as an op without translation.
 *
 * <p>Feature maps have their channels last in SameDiff and first in ONNX. A map stays in the layout of the op that created it,
 * and is transposed where another op needs the other layout.
 */
final class Translation {

    private final SameDiff sd;
    private final OnnxGraph onnx;
    private final Map<String, Tensor> plain = new HashMap<>();
    private final Map<String, Tensor> channelsFirst = new HashMap<>();

    /** @param placeholders the tensors that replace the placeholders, by name */
    Translation(SameDiff sd, OnnxGraph onnx, Map<String, Tensor> placeholders) {
        this.sd = sd;
        this.onnx = onnx;
        plain.putAll(placeholders);
    }

    OnnxGraph onnx() {
        return onnx;
    }

    /**
     * Translates the ops that these variables depend on.
     *
     * @throws IllegalArgumentException if an op has no translation; the message names it
     */
    void translate(List<String> variables) {
        Set<DifferentialFunction> needed = needed(variables);
        for (DifferentialFunction op : sd.ops()) {
            if (needed.contains(op)) {
                onnx.scope(op.outputVariablesNames()[0]);
                Translators.of(op).translate(op, this);
            }
        }
        onnx.scope("");
    }

    private Set<DifferentialFunction> needed(List<String> variables) {
        Set<DifferentialFunction> needed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(variables);
        while (!open.isEmpty()) {
            DifferentialFunction op = sd.getVariableOutputOp(open.pop());
            if (op != null && needed.add(op)) {
                open.addAll(List.of(op.argNames()));
            }
        }
        return needed;
    }

    /** Returns the tensor of a variable, with its axes in SameDiff's order. */
    Tensor get(String variable) {
        Tensor found = plain.get(variable);
        if (found == null) {
            found = channelsFirst.containsKey(variable)
                    ? channelsFirst.get(variable).transpose(0, 2, 3, 1)
                    : constant(variable);
            plain.put(variable, found);
        }
        return found;
    }

    /** Returns the tensor of a variable [N, height, width, channels] as [N, channels, height, width]. */
    Tensor channelsFirst(String variable) {
        return channelsFirst.computeIfAbsent(variable, v -> get(v).transpose(0, 3, 1, 2));
    }

    Tensor input(DifferentialFunction op, int i) {
        return get(op.argNames()[i]);
    }

    /** Returns all inputs from an index on, with channels first. */
    List<Tensor> maps(DifferentialFunction op, int from) {
        List<Tensor> maps = new ArrayList<>();
        for (int i = from; i < op.argNames().length; i++) {
            maps.add(channelsFirst(op.argNames()[i]));
        }
        return maps;
    }

    void put(DifferentialFunction op, Tensor... outputs) {
        String[] names = op.outputVariablesNames();
        for (int i = 0; i < outputs.length; i++) {
            plain.put(names[i], outputs[i]);
        }
    }

    void putChannelsFirst(DifferentialFunction op, Tensor output) {
        channelsFirst.put(op.outputVariablesNames()[0], output);
    }

    /** Returns the values of an input that does not depend on the image; null if it does. */
    INDArray constantInput(DifferentialFunction op, int i) {
        SDVariable variable = op.args()[i];
        return variable.getVariableType() == VariableType.CONSTANT ? variable.getArr() : null;
    }

    private Tensor constant(String name) {
        SDVariable variable = sd.getVariable(name);
        INDArray array = variable.getArr(false);
        if (array == null) {
            throw new IllegalArgumentException("the graph reads " + name + ", for which there is no value");
        }
        return onnx.weight(name, values(array), array.shape());
    }

    /** Returns the values of an array, row-major. The array must be FLOAT, like all weights. */
    static float[] values(INDArray array) {
        if (array.dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException("expected constants of type FLOAT, found " + array.dataType());
        }
        try (INDArray copy = array.dup('c')) {
            return copy.data().asFloat();
        }
    }
}
