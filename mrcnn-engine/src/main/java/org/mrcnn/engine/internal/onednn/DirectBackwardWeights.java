// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.Pointer;

/**
 * Computes the gradients of weights and bias by their definition, on arrays in the layout of the graph. Pixels that the stride
 * skips are removed beforehand: oneDNN 2.5.2, which would skip them itself, writes past the end of its memory if there are few
 * channels.
 */
final class DirectBackwardWeights implements ConvolutionBackwardWeights {

    private final OneDnn dnn;
    /** Null if the convolution reads every pixel. */
    private final ReadPixels pixels;

    private final Kernel convolution;
    private final SourceInput source;
    private final SourceInput gradient;
    private final memory weights;
    private final long weightBytes;
    private final memory bias;
    /** Null if the kernel writes the plain layout. */
    private final Kernel unpack;

    DirectBackwardWeights(OneDnn dnn, Key key) {
        this.dnn = dnn;
        pixels = ReadPixels.of(dnn, key.shape());
        ConvolutionShape s = ReadPixels.shape(key.shape());
        memory.desc x = s.x(memory.data_type.f32);
        memory.desc y = s.y(memory.data_type.f32);
        memory.desc plain = s.plainWeights();
        try (primitive_attr attributes = Kernel.attributes();
                convolution_forward.desc operation = DirectForward.operation(s);
                convolution_forward.primitive_desc hint =
                        new convolution_forward.primitive_desc(operation, dnn.engine());
                convolution_backward_weights.desc backward = operation(s);
                convolution_backward_weights.primitive_desc description =
                        new convolution_backward_weights.primitive_desc(backward, attributes, dnn.engine(), hint)) {
            convolution = new Kernel(dnn, new convolution_backward_weights(description), description.scratchpad_desc());
            SourceInput.Slot ofX = new SourceInput.Slot(DNNL_ARG_SRC, OneDnn.Scratch.SOURCE);
            SourceInput.Slot ofY = new SourceInput.Slot(DNNL_ARG_DIFF_DST, OneDnn.Scratch.DESTINATION);
            source = new SourceInput(dnn, convolution, ofX, x, description.src_desc());
            gradient = new SourceInput(dnn, convolution, ofY, y, description.diff_dst_desc());
            memory.desc wanted = description.diff_weights_desc();
            weights = convolution.argument(DNNL_ARG_DIFF_WEIGHTS, wanted);
            weightBytes = wanted.get_size();
            bias = convolution.argument(DNNL_ARG_DIFF_BIAS, s.bias());
            unpack = Layouts.bytes(plain).equals(Layouts.bytes(wanted)) ? null : Kernel.reorder(dnn, wanted, plain);
        }
    }

    private static convolution_backward_weights.desc operation(ConvolutionShape s) {
        return new convolution_backward_weights.desc(
                dnnl.algorithm.convolution_direct,
                s.x(s.type()),
                s.anyWeights(memory.data_type.f32),
                s.bias(),
                s.y(s.type()),
                s.strides(),
                s.paddings(),
                s.paddings());
    }

    @Override
    public void run(Pointer x, Pointer yGradient, Pointer weightGradient, Pointer biasGradient) {
        source.set(pixels == null ? x : pixels.of(x));
        gradient.set(yGradient);
        bias.set_data_handle(biasGradient);
        Pointer packed = unpack == null ? weightGradient : dnn.scratch(OneDnn.Scratch.WEIGHTS, weightBytes);
        weights.set_data_handle(packed);
        convolution.run();
        if (unpack != null) {
            unpack.copy(packed, weightGradient);
        }
    }

    @Override
    public void close() {
        if (pixels != null) {
            pixels.close();
        }
        source.close();
        gradient.close();
        convolution.close();
        if (unpack != null) {
            unpack.close();
        }
    }
}
