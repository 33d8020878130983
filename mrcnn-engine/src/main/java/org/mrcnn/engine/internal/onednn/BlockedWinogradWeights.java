// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.internal.onednn.WinogradPieces.Piece;
import org.mrcnn.engine.internal.onednn.WinogradPieces.Shape;

/** Computes the gradients of weights and bias by Winograd's algorithm, as a sum over the pieces in their order. */
final class BlockedWinogradWeights implements ConvolutionBackwardWeights {

    /** The kernels of all pieces with the same shape. */
    private record PieceKernels(
            Kernel convolution,
            memory x,
            memory y,
            memory weights,
            memory bias,
            WinogradArrays loadX,
            WinogradArrays loadY,
            Kernel put,
            Kernel add,
            long xBytes,
            long yBytes,
            long weightBytes)
            implements AutoCloseable {

        @Override
        public void close() {
            convolution.close();
            loadX.close();
            loadY.close();
            put.close();
            add.close();
        }
    }

    private final OneDnn dnn;
    private final ConvolutionShape shape;
    private final List<Piece> pieces;
    private final Map<Shape, PieceKernels> kernels = new LinkedHashMap<>();
    private final Kernel addBias;

    BlockedWinogradWeights(OneDnn dnn, ConvolutionShape shape, long pieceBytes) {
        this.dnn = dnn;
        this.shape = shape.withBf16(false);
        pieces = WinogradPieces.of(shape, pieceBytes);
        for (Piece piece : pieces) {
            kernels.computeIfAbsent(piece.shape(), this::create);
        }
        addBias = Kernel.addition(dnn, shape.bias(), shape.bias());
    }

    private PieceKernels create(Shape piece) {
        ConvolutionShape s = shape.withRows(piece.images(), piece.taken());
        try (primitive_attr attributes = Kernel.attributes();
                convolution_forward.desc operation = BlockedWinograd.operation(s);
                convolution_forward.primitive_desc hint =
                        new convolution_forward.primitive_desc(operation, dnn.engine());
                convolution_backward_weights.desc backward = operation(s);
                convolution_backward_weights.primitive_desc description =
                        new convolution_backward_weights.primitive_desc(backward, attributes, dnn.engine(), hint)) {
            Kernel kernel =
                    new Kernel(dnn, new convolution_backward_weights(description), description.scratchpad_desc());
            memory.desc x = description.src_desc();
            memory.desc y = description.diff_dst_desc();
            memory.desc wanted = description.diff_weights_desc();
            return new PieceKernels(
                    kernel,
                    kernel.argument(dnnl.DNNL_ARG_SRC, x),
                    kernel.argument(dnnl.DNNL_ARG_DIFF_DST, y),
                    kernel.argument(dnnl.DNNL_ARG_DIFF_WEIGHTS, wanted),
                    kernel.argument(dnnl.DNNL_ARG_DIFF_BIAS, s.bias()),
                    new WinogradArrays(dnn, shape.input(), piece, x, WinogradArrays.Way.ALL_IN),
                    new WinogradArrays(dnn, shape.output(), piece, y, WinogradArrays.Way.IN),
                    Kernel.reorder(dnn, wanted, s.plainWeights()),
                    Kernel.addition(dnn, wanted, s.plainWeights()),
                    x.get_size(),
                    y.get_size(),
                    wanted.get_size());
        }
    }

    private static convolution_backward_weights.desc operation(ConvolutionShape s) {
        return new convolution_backward_weights.desc(
                dnnl.algorithm.convolution_winograd,
                s.anyX(),
                s.anyWeights(memory.data_type.f32),
                s.bias(),
                s.anyY(),
                s.strides(),
                s.paddings(),
                s.paddings());
    }

    @Override
    public void run(Pointer x, Pointer yGradient, Pointer weightGradient, Pointer biasGradient) {
        boolean first = true;
        for (Piece piece : pieces) {
            PieceKernels k = kernels.get(piece.shape());
            Pointer weights = dnn.scratch(OneDnn.Scratch.WEIGHTS, k.weightBytes());
            Pointer bias = first ? biasGradient : dnn.scratch(OneDnn.Scratch.BIAS, shape.filters() * Float.BYTES);
            k.weights().set_data_handle(weights);
            k.bias().set_data_handle(bias);
            load(k, piece, x, yGradient);
            k.convolution().run();
            (first ? k.put() : k.add()).copy(weights, weightGradient);
            if (!first) {
                addBias.copy(bias, biasGradient);
            }
            first = false;
        }
    }

    private void load(PieceKernels k, Piece piece, Pointer x, Pointer yGradient) {
        Pointer source = dnn.scratch(OneDnn.Scratch.SOURCE, k.xBytes());
        k.loadX().load(x, piece, source);
        k.x().set_data_handle(source);
        long bytes = k.yBytes();
        Pointer gradient = dnn.scratch(OneDnn.Scratch.DESTINATION, bytes);
        if (piece.rows() < piece.taken()) {
            // The gradients of rows that belong to a neighbouring piece are added with that piece; here they are 0.
            Pointer.memset(gradient, 0, bytes);
        }
        k.loadY().load(yGradient, piece, gradient);
        k.y().set_data_handle(gradient);
    }

    @Override
    public void close() {
        kernels.values().forEach(PieceKernels::close);
        addBias.close();
    }
}
