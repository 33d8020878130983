// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.UnsafeByteOperations;

/** A graph of ONNX under construction. Nodes must be added in topological order, which the format requires. */
final class OnnxGraph {

    private final GraphProto.Builder proto = GraphProto.newBuilder();
    private final Map<String, Tensor> constants = new HashMap<>();
    private final OnnxGraph outer;
    private String scope = "";
    private int count;

    OnnxGraph(String name) {
        this(name, null);
    }

    private OnnxGraph(String name, OnnxGraph outer) {
        this.outer = outer;
        proto.setName(name);
    }

    /** Creates the graph of a loop's body, which may read tensors of this graph. */
    OnnxGraph body(String name) {
        return new OnnxGraph(name, this);
    }

    GraphProto build() {
        return proto.build();
    }

    /** Sets the prefix of the names of the following nodes to the name of the layer that they compute. */
    void scope(String layer) {
        scope = layer;
    }

    private String newName(String op) {
        if (outer != null) {
            return outer.newName(op);
        }
        return (scope.isEmpty() ? "" : scope + "/") + op + "_" + count++;
    }

    /** Adds an input. A size is a number, or the name of a size that may differ between runs. */
    Tensor input(String name, DataType type, Object... shape) {
        proto.addInput(value(name, type, shape));
        return new Tensor(this, name, type);
    }

    /** Adds a tensor to the outputs. */
    void output(String name, Tensor tensor, Object... shape) {
        node("Identity", List.of(tensor), List.of(name));
        proto.addOutput(value(name, tensor.type(), shape));
    }

    /** Adds a tensor of any shape to the outputs. */
    void outputOfAnyShape(String name, Tensor tensor) {
        node("Identity", List.of(tensor), List.of(name));
        TypeProto.Tensor any = TypeProto.Tensor.newBuilder()
                .setElemType(tensor.type().getNumber())
                .build();
        proto.addOutput(value(name, any));
    }

    private static ValueInfoProto value(String name, DataType type, Object... shape) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber());
        tensor.getShapeBuilder(); // creates the field, which must be present even if a scalar has no sizes
        for (Object size : shape) {
            if (size instanceof String text) {
                tensor.getShapeBuilder().addDimBuilder().setDimParam(text);
            } else {
                tensor.getShapeBuilder().addDimBuilder().setDimValue(((Number) size).longValue());
            }
        }
        return value(name, tensor.build());
    }

    private static ValueInfoProto value(String name, TypeProto.Tensor tensor) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    /** Adds a node with one output. */
    Tensor add(String op, DataType type, List<Tensor> inputs, AttributeProto... attributes) {
        return addAll(op, List.of(type), inputs, attributes).get(0);
    }

    /** Adds a node with one output per type. */
    List<Tensor> addAll(String op, List<DataType> types, List<Tensor> inputs, AttributeProto... attributes) {
        List<Tensor> outputs =
                types.stream().map(type -> new Tensor(this, newName(op), type)).toList();
        node(op, inputs, outputs.stream().map(Tensor::name).toList(), attributes);
        return outputs;
    }

    private void node(String op, List<Tensor> inputs, List<String> outputs, AttributeProto... attributes) {
        proto.addNode(NodeProto.newBuilder()
                .setOpType(op)
                .setName(outputs.get(0))
                .addAllInput(inputs.stream().map(Tensor::name).toList())
                .addAllOutput(outputs)
                .addAllAttribute(Arrays.asList(attributes)));
    }

    /** Returns the concatenation along an axis. */
    Tensor concat(int axis, Tensor... parts) {
        return add("Concat", parts[0].type(), List.of(parts), Attributes.of("axis", axis));
    }

    /** Returns the placeholder for an optional input that is absent. */
    Tensor none(DataType type) {
        return new Tensor(this, "", type);
    }

    /** Adds a weight. Tensors of the same name are stored once. */
    Tensor weight(String name, float[] values, long... shape) {
        return constants.computeIfAbsent(name, key -> {
            if (values.length > Integer.MAX_VALUE / Float.BYTES) {
                throw new IllegalArgumentException("ONNX: expected tensors of at most 2 GB, found " + name + " of "
                        + values.length + " numbers: make model.fcLayersSize or model.pyramidSize smaller");
            }
            byte[] bytes = new byte[values.length * Float.BYTES];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .put(values);
            return initializer(key, DataType.FLOAT, bytes, shape);
        });
    }

    /** Adds a list of integers, INT64 [values]. */
    Tensor longs(long... values) {
        return constants.computeIfAbsent("longs" + Arrays.toString(values), key -> {
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asLongBuffer().put(values);
            return initializer(newName("constant"), DataType.INT64, bytes.array(), values.length);
        });
    }

    /** Adds a list of numbers, [values]. */
    Tensor numbers(DataType type, double... values) {
        return constants.computeIfAbsent(
                type + Arrays.toString(values),
                key -> initializer(newName("constant"), type, bytes(type, values), values.length));
    }

    /** Adds a scalar. */
    Tensor scalar(DataType type, double value) {
        return constants.computeIfAbsent(
                type + " " + value, key -> initializer(newName("constant"), type, bytes(type, value)));
    }

    private static byte[] bytes(DataType type, double... values) {
        int width =
                switch (type) {
                    case BOOL, UINT8 -> 1;
                    case FLOAT, INT32 -> Integer.BYTES;
                    case DOUBLE, INT64 -> Long.BYTES;
                    default -> throw new IllegalArgumentException("no constants of type " + type);
                };
        ByteBuffer bytes = ByteBuffer.allocate(values.length * width).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            switch (type) {
                case BOOL, UINT8 -> bytes.put((byte) value);
                case FLOAT -> bytes.putFloat((float) value);
                case INT32 -> bytes.putInt((int) value);
                case DOUBLE -> bytes.putDouble(value);
                default -> bytes.putLong((long) value);
            }
        }
        return bytes.array();
    }

    private Tensor initializer(String name, DataType type, byte[] bytes, long... shape) {
        ByteString raw = UnsafeByteOperations.unsafeWrap(bytes); // the array is not shared
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setRawData(raw);
        Arrays.stream(shape).forEach(tensor::addDims);
        proto.addInitializer(tensor);
        return new Tensor(this, name, type);
    }

    /** Returns the columns of the last axis, each of size 1. */
    static Tensor[] columns(Tensor tensor, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> tensor.slice(-1, i, i + 1))
                .toArray(Tensor[]::new);
    }
}
