// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.LongStream;
import onnx.Onnx.TensorProto.DataType;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** Translates SameDiff's own ops, those that this library's graphs and custom backbones are likely to contain. */
final class PlainOps {

    static final Map<String, Translator> TRANSLATORS = Map.ofEntries(
            Map.entry("add", binary(Tensor::plus)),
            Map.entry("subtract", binary(Tensor::minus)),
            Map.entry("multiply", binary(Tensor::times)),
            Map.entry("divide", binary(Tensor::over)),
            Map.entry("relu", unary("Relu")),
            Map.entry("sigmoid", unary("Sigmoid")),
            Map.entry("tanh", unary("Tanh")),
            Map.entry("identity", unary("Identity")),
            Map.entry("reduce_mean", PlainOps::mean),
            Map.entry("reshape", PlainOps::reshape),
            Map.entry("permute", PlainOps::permute),
            Map.entry("concat", PlainOps::concat));

    private PlainOps() {}

    private static Translator unary(String name) {
        return (op, to) -> to.put(op, to.input(op, 0).op(name));
    }

    private static Translator binary(BinaryOperator<Tensor> arithmetic) {
        return (op, to) -> to.put(op, arithmetic.apply(to.input(op, 0), to.input(op, 1)));
    }

    private static void mean(DifferentialFunction op, Translation to) {
        DynamicCustomOp custom = (DynamicCustomOp) op;
        long[] axes = op.getDimensions() == null
                ? custom.iArgs()
                : LongStream.range(0, op.getDimensions().length)
                        .map(i -> op.getDimensions()[(int) i])
                        .toArray();
        boolean keep = custom.bArgs().length > 0 && custom.bArgs()[0];
        to.put(
                op,
                to.input(op, 0).op("ReduceMean", Attributes.of("axes", axes), Attributes.of("keepdims", keep ? 1 : 0)));
    }

    /** ND4J puts the order of the result, as a negative character code, before the shape. */
    private static void reshape(DifferentialFunction op, Translation to) {
        long[] shape = numbers(op, to, 1);
        boolean ordered = shape.length > 0 && shape[0] == -'c';
        to.put(op, to.input(op, 0).reshape(ordered ? Arrays.copyOfRange(shape, 1, shape.length) : shape));
    }

    private static void permute(DifferentialFunction op, Translation to) {
        to.put(op, to.input(op, 0).transpose(numbers(op, to, 1)));
    }

    /** Returns integers that an op has as arguments or reads from an input. */
    private static long[] numbers(DifferentialFunction op, Translation to, int input) {
        if (op.args().length <= input) {
            return ((DynamicCustomOp) op).iArgs();
        }
        INDArray constant = to.constantInput(op, input);
        if (constant == null) {
            throw new IllegalArgumentException("ONNX export: expected that input " + input + " of "
                    + op.outputVariablesNames()[0] + " is a constant, found " + op.argNames()[input]);
        }
        return constant.toLongVector();
    }

    private static void concat(DifferentialFunction op, Translation to) {
        List<String> names = List.of(op.argNames());
        Tensor[] parts = names.stream().map(to::get).toArray(Tensor[]::new);
        int axis = (int) ((DynamicCustomOp) op).iArgs()[0];
        to.put(op, to.onnx().add("Concat", DataType.FLOAT, List.of(parts), Attributes.of("axis", axis)));
    }
}
