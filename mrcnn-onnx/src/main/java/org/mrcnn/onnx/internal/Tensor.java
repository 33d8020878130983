// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.TensorProto.DataType;

/**
 * A tensor of a graph under construction, with ONNX's arithmetic: each method adds a node. Shapes are broadcast as in NumPy,
 * and numbers are converted to the type of the tensor.
 *
 * @param graph the graph to which nodes that read the tensor are added
 * @param name name of the tensor, unique in the file
 */
record Tensor(OnnxGraph graph, String name, DataType type) {

    /** Returns the tensor for use in the body of a loop. */
    Tensor in(OnnxGraph body) {
        return new Tensor(body, name, type);
    }

    Tensor op(String op, AttributeProto... attributes) {
        return graph.add(op, type, List.of(this), attributes);
    }

    private Tensor with(String op, Tensor other) {
        return graph.add(op, type, List.of(this, other));
    }

    private Tensor compared(String op, Tensor other) {
        return graph.add(op, DataType.BOOL, List.of(this, other));
    }

    private Tensor number(double value) {
        return graph.scalar(type, value);
    }

    Tensor plus(Tensor other) {
        return with("Add", other);
    }

    Tensor plus(double value) {
        return plus(number(value));
    }

    Tensor minus(Tensor other) {
        return with("Sub", other);
    }

    Tensor minus(double value) {
        return minus(number(value));
    }

    Tensor times(Tensor other) {
        return with("Mul", other);
    }

    Tensor times(double value) {
        return times(number(value));
    }

    Tensor over(Tensor other) {
        return with("Div", other);
    }

    Tensor over(double value) {
        return over(number(value));
    }

    /** Returns the remainder of the division of non-negative integers. */
    Tensor modulo(Tensor other) {
        return with("Mod", other);
    }

    Tensor min(Tensor other) {
        return with("Min", other);
    }

    Tensor min(double value) {
        return min(number(value));
    }

    Tensor max(Tensor other) {
        return with("Max", other);
    }

    Tensor max(double value) {
        return max(number(value));
    }

    Tensor matmul(Tensor other) {
        return with("MatMul", other);
    }

    Tensor and(Tensor other) {
        return with("And", other);
    }

    Tensor or(Tensor other) {
        return with("Or", other);
    }

    Tensor equalTo(Tensor other) {
        return compared("Equal", other);
    }

    Tensor greater(Tensor other) {
        return compared("Greater", other);
    }

    Tensor greater(double value) {
        return greater(number(value));
    }

    Tensor atLeast(Tensor other) {
        return compared("GreaterOrEqual", other);
    }

    Tensor atLeast(double value) {
        return atLeast(number(value));
    }

    Tensor below(Tensor other) {
        return other.greater(this);
    }

    /** Returns, for a BOOL tensor, the first argument where it is true, otherwise the second. */
    Tensor choose(Tensor yes, Tensor no) {
        return graph.add("Where", yes.type, List.of(this, yes, no));
    }

    Tensor cast(DataType to) {
        return to == type ? this : graph.add("Cast", to, List.of(this), Attributes.of("to", to.getNumber()));
    }

    /** Returns the sizes, INT64 [axes]. */
    Tensor shape() {
        return graph.add("Shape", DataType.INT64, List.of(this));
    }

    /** Returns the size of an axis, INT64 [1]. */
    Tensor size(int axis) {
        return shape().slice(0, axis, axis + 1);
    }

    Tensor reshape(long... shape) {
        return reshape(graph.longs(shape));
    }

    Tensor reshape(Tensor shape) {
        return with("Reshape", shape);
    }

    Tensor expand(Tensor shape) {
        return with("Expand", shape);
    }

    Tensor transpose(long... axes) {
        return op("Transpose", Attributes.of("perm", axes));
    }

    Tensor squeeze(long axis) {
        return with("Squeeze", graph.longs(axis));
    }

    Tensor unsqueeze(long axis) {
        return with("Unsqueeze", graph.longs(axis));
    }

    /** Returns the indices of an axis from {@code from}, inclusive, to {@code to}, exclusive. */
    Tensor slice(int axis, long from, long to) {
        return slice(axis, graph.longs(from), graph.longs(to));
    }

    Tensor slice(int axis, Tensor from, Tensor to) {
        return graph.add("Slice", type, List.of(this, from, to, graph.longs(axis)));
    }

    /** Returns the elements of an axis at the indices. */
    Tensor gather(Tensor indices, int axis) {
        return graph.add("Gather", type, List.of(this, indices), Attributes.of("axis", axis));
    }

    /**
     * Pads with zeros.
     *
     * @param pads INT64, the padding before each axis, then after each axis
     */
    Tensor pad(Tensor... pads) {
        return graph.add("Pad", type, List.of(this, graph.concat(0, pads)));
    }

    /** Returns the indices of the nonzero elements of a tensor with one axis, in order, INT64 [found]. */
    Tensor indices() {
        return graph.add("NonZero", DataType.INT64, List.of(this)).squeeze(0);
    }

    /** Returns 0, 1 and so on up to this size, INT64 [1], exclusive. */
    Tensor range() {
        return graph.add("Range", type, List.of(number(0), squeeze(0), number(1)));
    }

    /**
     * Returns the largest or smallest values of a list and their indices. Equal values are in their original order.
     *
     * @param k INT64 [1], number of values
     */
    Best best(Tensor k, boolean largest) {
        List<Tensor> both = graph.addAll(
                "TopK",
                List.of(type, DataType.INT64),
                List.of(this, k),
                Attributes.of("axis", 0),
                Attributes.of("largest", largest ? 1 : 0),
                Attributes.of("sorted", 1));
        return new Best(both.get(0), both.get(1));
    }

    record Best(Tensor values, Tensor indices) {}
}
