// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;

import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.Pointer;

/** Computes the gradient of the input by its definition, on arrays in the layout of the graph. */
final class DirectBackwardData implements ConvolutionBackwardData {

    private final Kernel convolution;
    private final SourceInput gradient;
    private final WeightInput weights;
    private final memory result;

    DirectBackwardData(OneDnn dnn, Key key) {
        ConvolutionShape s = key.shape();
        try (primitive_attr attributes = Kernel.attributes();
                convolution_forward.desc operation = DirectForward.operation(s);
                convolution_forward.primitive_desc hint =
                        new convolution_forward.primitive_desc(operation, dnn.engine());
                convolution_backward_data.desc backward = new convolution_backward_data.desc(
                        dnnl.algorithm.convolution_direct,
                        s.x(memory.data_type.f32),
                        s.anyWeights(s.type()),
                        s.y(s.type()),
                        s.strides(),
                        s.paddings(),
                        s.paddings());
                convolution_backward_data.primitive_desc description =
                        new convolution_backward_data.primitive_desc(backward, attributes, dnn.engine(), hint)) {
            convolution = new Kernel(dnn, new convolution_backward_data(description), description.scratchpad_desc());
            gradient = new SourceInput(
                    dnn,
                    convolution,
                    new SourceInput.Slot(DNNL_ARG_DIFF_DST, OneDnn.Scratch.SOURCE),
                    s.y(memory.data_type.f32),
                    description.diff_dst_desc());
            weights = new WeightInput(dnn, convolution, s.plainWeights(), description.weights_desc());
            result = convolution.argument(DNNL_ARG_DIFF_SRC, description.diff_src_desc());
        }
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
    public void run(Pointer yGradient, Pointer plainWeights, PackedWeights packed, Pointer xGradient) {
        gradient.set(yGradient);
        weights.set(plainWeights, packed);
        result.set_data_handle(xGradient);
        convolution.run();
    }

    @Override
    public void close() {
        gradient.close();
        weights.close();
        convolution.close();
    }
}
