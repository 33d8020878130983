// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import onnx.Onnx.TensorProto.DataType;
import org.mrcnn.core.internal.graph.ConcatLevels;
import org.mrcnn.engine.internal.nn.Convolution;
import org.mrcnn.engine.internal.nn.FusedConvolution;
import org.mrcnn.engine.internal.nn.FusedDeconvolution;
import org.mrcnn.engine.internal.nn.FusedDense;
import org.mrcnn.engine.internal.nn.MaxPool;
import org.mrcnn.engine.internal.nn.MaxPoolWindow;
import org.mrcnn.engine.internal.nn.Residual;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Translates the engine's layers. Batch normalization is folded into the weights of its layer, as in the SameDiff graph. */
final class FusedLayers {

    static final Map<String, Translator> TRANSLATORS = Map.of(
            "mrcnn_fused_convolution", FusedLayers::convolution,
            "mrcnn_fused_deconvolution", FusedLayers::deconvolution,
            "mrcnn_fused_dense", FusedLayers::dense,
            "mrcnn_class_convolution", FusedLayers::classConvolution,
            "mrcnn_max_pool", FusedLayers::maxPool,
            "mrcnn_same_padding", FusedLayers::samePadding,
            "mrcnn_concat_levels", FusedLayers::concatLevels);

    private FusedLayers() {}

    private static void convolution(DifferentialFunction op, Translation to) {
        FusedConvolution layer = (FusedConvolution) op;
        Convolution c = layer.settings();
        Tensor kernel = kernel(op, to, layer.isScaled(), 3, 2, 0, 1);
        Tensor x = to.channelsFirst(op.argNames()[0]);
        Tensor y = to.onnx()
                .add(
                        "Conv",
                        DataType.FLOAT,
                        List.of(x, kernel, to.input(op, 2)),
                        Attributes.of("strides", c.stride(), c.stride()),
                        Attributes.of("pads", c.padding(), c.padding(), c.padding(), c.padding()),
                        Attributes.of("group", c.groups()));
        if (c.residual() != Residual.NONE) {
            Tensor residual = to.channelsFirst(op.argNames()[3]);
            y = y.plus(c.residual() == Residual.UPSAMPLED ? doubled(residual) : residual);
        }
        to.putChannelsFirst(op, c.relu() ? y.op("Relu") : y);
    }

    /** Returns the map with twice the height and width, by repeating pixels. */
    static Tensor doubled(Tensor x) {
        OnnxGraph onnx = x.graph();
        return onnx.add(
                "Resize",
                DataType.FLOAT,
                List.of(x, onnx.none(DataType.FLOAT), onnx.numbers(DataType.FLOAT, 1, 1, 2, 2)),
                Attributes.of("mode", "nearest"),
                Attributes.of("coordinate_transformation_mode", "asymmetric"),
                Attributes.of("nearest_mode", "floor"));
    }

    private static void deconvolution(DifferentialFunction op, Translation to) {
        Tensor y = to.onnx()
                .add(
                        "ConvTranspose",
                        DataType.FLOAT,
                        List.of(to.channelsFirst(op.argNames()[0]), kernel(op, to, false, 3, 2, 0, 1), to.input(op, 2)),
                        Attributes.of("strides", 2, 2));
        to.putChannelsFirst(op, ((FusedDeconvolution) op).relu() ? y.op("Relu") : y);
    }

    private static void dense(DifferentialFunction op, Translation to) {
        FusedDense layer = (FusedDense) op;
        Tensor kernel = kernel(op, to, layer.isScaled(), 0, 1);
        Tensor y = to.onnx().add("Gemm", DataType.FLOAT, List.of(to.input(op, 0), kernel, to.input(op, 2)));
        to.put(op, layer.relu() ? y.op("Relu") : y);
    }

    /**
     * Returns the kernel of a layer, input 1, with permuted axes.
     *
     * @param scaled whether the last input is a factor for each output channel, the kernel's last axis
     */
    private static Tensor kernel(DifferentialFunction op, Translation to, boolean scaled, int... axes) {
        INDArray kernel = to.constantInput(op, 1);
        if (kernel == null) {
            return to.input(op, 1).transpose(Arrays.stream(axes).asLongStream().toArray());
        }
        String name = op.argNames()[1];
        if (!scaled) {
            return permuted(to, name, kernel, axes);
        }
        INDArray scale = to.constantInput(op, op.args().length - 1);
        try (INDArray product = kernel.mul(scale)) {
            return permuted(to, name, product, axes);
        }
    }

    private static Tensor permuted(Translation to, String name, INDArray kernel, int... axes) {
        INDArray view = kernel.permute(axes);
        return to.onnx().weight(name, Translation.values(view), view.shape());
    }

    /** Applies the filter of each RoI's class, as a matrix product. */
    private static void classConvolution(DifferentialFunction op, Translation to) {
        Tensor x = to.channelsFirst(op.argNames()[0]);
        Tensor filters = kernel(op, to, false, 3, 2, 0, 1).squeeze(3).squeeze(2);
        Tensor classIds = to.input(op, 3);
        // Not -1 for the number of pixels: it cannot be inferred if there is no RoI.
        Tensor pixels = x.reshape(
                to.onnx().concat(0, x.shape().slice(0, 0, 2), x.size(2).times(x.size(3))));
        Tensor products = filters.gather(classIds, 0).unsqueeze(1).matmul(pixels);
        Tensor biased = products.plus(to.input(op, 2).gather(classIds, 0).reshape(-1, 1, 1));
        Tensor sides = x.shape().slice(0, 2, 4);
        to.put(op, biased.reshape(to.onnx().concat(0, to.onnx().longs(-1), sides)));
    }

    private static void maxPool(DifferentialFunction op, Translation to) {
        MaxPoolWindow window = ((MaxPool) op).window();
        Tensor y = to.channelsFirst(op.argNames()[0])
                .op(
                        "MaxPool",
                        Attributes.of("kernel_shape", window.kernel(), window.kernel()),
                        Attributes.of("strides", window.stride(), window.stride()),
                        Attributes.of("pads", window.top(), window.left(), window.bottom(), window.right()));
        to.putChannelsFirst(op, y);
    }

    /** Pads by one row and column at the end and, for odd sizes, also at the start. */
    private static void samePadding(DifferentialFunction op, Translation to) {
        Tensor x = to.channelsFirst(op.argNames()[0]);
        OnnxGraph onnx = to.onnx();
        Tensor odd = x.shape().slice(0, 2, 4).modulo(onnx.longs(2));
        to.putChannelsFirst(op, x.pad(onnx.longs(0, 0), odd, onnx.longs(0, 0, 1, 1)));
    }

    private static void concatLevels(DifferentialFunction op, Translation to) {
        int last = ((ConcatLevels) op).last();
        Tensor[] levels = new Tensor[op.argNames().length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = to.input(op, i).reshape(1, -1, last);
        }
        to.put(op, to.onnx().concat(1, levels));
    }
}
