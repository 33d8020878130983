// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.internal.onednn.WinogradPieces.Piece;
import org.mrcnn.engine.internal.onednn.WinogradPieces.Shape;

/**
 * Winograd's algorithm by oneDNN's kernels for AVX-512, piece by piece: copies the source to the kernel's layout, computes, and
 * copies the result back.
 */
final class BlockedWinograd implements WinogradPass {

    /** Limit on the copies and the working memory of one piece; larger pieces are hardly faster. */
    static final long PIECE_BYTES = 32L << 20;

    /** The kernels of all pieces with the same shape. */
    private record PieceKernels(
            Kernel convolution,
            memory source,
            memory destination,
            WinogradArrays load,
            WinogradArrays loadResidual,
            WinogradArrays store,
            long sourceBytes,
            long destinationBytes)
            implements AutoCloseable {

        @Override
        public void close() {
            convolution.close();
            load.close();
            loadResidual.close();
            store.close();
        }
    }

    private final OneDnn dnn;
    private final ConvolutionShape shape;
    private final Kind kind;
    private final List<Piece> pieces;
    private final Map<Shape, PieceKernels> kernels = new LinkedHashMap<>();
    private WeightInput weights;
    private memory bias;

    BlockedWinograd(OneDnn dnn, ConvolutionShape shape, Kind kind, long pieceBytes) {
        this.dnn = dnn;
        this.shape = shape.withBf16(false);
        this.kind = kind;
        pieces = WinogradPieces.of(shape, pieceBytes);
        for (Piece piece : pieces) {
            kernels.computeIfAbsent(piece.shape(), this::create);
        }
    }

    private PieceKernels create(Shape piece) {
        ConvolutionShape s = shape.withRows(piece.images(), piece.taken());
        return kind.backward() ? backward(s, piece) : forward(s, piece);
    }

    private PieceKernels forward(ConvolutionShape s, Shape piece) {
        try (primitive_attr attributes = attributes();
                convolution_forward.desc operation = operation(s);
                convolution_forward.primitive_desc description =
                        new convolution_forward.primitive_desc(operation, attributes, dnn.engine())) {
            Kernel kernel = new Kernel(dnn, new convolution_forward(description), description.scratchpad_desc());
            if (bias == null) {
                bias = kernel.argument(dnnl.DNNL_ARG_BIAS, s.bias());
            }
            kernel.put(dnnl.DNNL_ARG_BIAS, bias);
            memory source = kernel.argument(dnnl.DNNL_ARG_SRC, description.src_desc());
            memory destination = kernel.argument(dnnl.DNNL_ARG_DST, description.dst_desc());
            return kernels(piece, kernel, description.weights_desc(), source, destination);
        }
    }

    private PieceKernels backward(ConvolutionShape s, Shape piece) {
        try (primitive_attr attributes = Kernel.attributes();
                convolution_forward.desc operation = operation(s);
                convolution_forward.primitive_desc hint =
                        new convolution_forward.primitive_desc(operation, dnn.engine());
                convolution_backward_data.desc backward = new convolution_backward_data.desc(
                        dnnl.algorithm.convolution_winograd,
                        s.anyX(),
                        s.anyWeights(memory.data_type.f32),
                        s.anyY(),
                        s.strides(),
                        s.paddings(),
                        s.paddings());
                convolution_backward_data.primitive_desc description =
                        new convolution_backward_data.primitive_desc(backward, attributes, dnn.engine(), hint)) {
            Kernel kernel = new Kernel(dnn, new convolution_backward_data(description), description.scratchpad_desc());
            memory source = kernel.argument(dnnl.DNNL_ARG_DIFF_DST, description.diff_dst_desc());
            memory destination = kernel.argument(dnnl.DNNL_ARG_DIFF_SRC, description.diff_src_desc());
            return kernels(piece, kernel, description.weights_desc(), source, destination);
        }
    }

    private PieceKernels kernels(Shape piece, Kernel kernel, memory.desc wanted, memory source, memory destination) {
        if (weights == null) {
            weights = new WeightInput(dnn, kernel, shape.plainWeights(), wanted);
        }
        weights.share(kernel);
        long[] x = shape.input();
        long[] y = shape.output();
        memory.desc from = source.get_desc();
        memory.desc to = destination.get_desc();
        long[] result = kind.backward() ? x : y;
        return new PieceKernels(
                kernel,
                source,
                destination,
                new WinogradArrays(dnn, kind.backward() ? y : x, piece, from, WinogradArrays.Way.ALL_IN),
                new WinogradArrays(dnn, result, piece, to, WinogradArrays.Way.IN),
                new WinogradArrays(dnn, result, piece, to, WinogradArrays.Way.OUT),
                from.get_size(),
                to.get_size());
    }

    static convolution_forward.desc operation(ConvolutionShape s) {
        return new convolution_forward.desc(
                dnnl.prop_kind.forward_training.value,
                dnnl.algorithm.convolution_winograd.value,
                s.anyX(),
                s.anyWeights(memory.data_type.f32),
                s.bias(),
                s.anyY(),
                s.strides(),
                s.paddings(),
                s.paddings());
    }

    private primitive_attr attributes() {
        primitive_attr attributes = Kernel.attributes();
        try (post_ops operations = new post_ops()) {
            if (kind.addsResidual()) {
                operations.append_sum();
            }
            if (kind.relu()) {
                operations.append_eltwise(1f, dnnl.algorithm.eltwise_relu, 0f, 0f);
            }
            attributes.set_post_ops(operations);
        }
        return attributes;
    }

    @Override
    public PackedWeights.Key packedKey(String variable) {
        return weights.key(variable);
    }

    @Override
    public PackedWeights pack(Pointer plainWeights) {
        return weights.pack(plainWeights);
    }

    @Override
    public void run(Pointer from, KernelWeights kernel, Pointer biasVector, Pointer residual, Pointer to) {
        weights.set(kernel.plain(), kernel.packed());
        if (bias != null) {
            bias.set_data_handle(biasVector);
        }
        for (Piece piece : pieces) {
            PieceKernels k = kernels.get(piece.shape());
            Pointer source = dnn.scratch(OneDnn.Scratch.SOURCE, k.sourceBytes());
            Pointer destination = dnn.scratch(OneDnn.Scratch.DESTINATION, k.destinationBytes());
            k.load().load(from, piece, source);
            if (residual != null) {
                k.loadResidual().load(residual, piece, destination);
            }
            k.source().set_data_handle(source);
            k.destination().set_data_handle(destination);
            k.convolution().run();
            k.store().store(destination, to, piece);
        }
    }

    @Override
    public void close() {
        weights.close();
        kernels.values().forEach(PieceKernels::close);
    }
}
