// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import java.util.stream.LongStream;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.Pointer;

/** Computes a convolution by its definition, on arrays in the layout of the graph. */
final class DirectForward implements ConvolutionForward {

    private final Key key;
    private final Kernel convolution;
    private final SourceInput source;
    private final WeightInput weights;
    private final memory bias;
    private final memory destination;
    private final memory residual;

    DirectForward(OneDnn dnn, Key key) {
        this.key = key;
        ConvolutionShape s = key.shape();
        try (primitive_attr attributes = attributes(key);
                convolution_forward.desc operation = operation(s);
                convolution_forward.primitive_desc description =
                        new convolution_forward.primitive_desc(operation, attributes, dnn.engine())) {
            convolution = new Kernel(dnn, new convolution_forward(description), description.scratchpad_desc());
            source = new SourceInput(
                    dnn,
                    convolution,
                    new SourceInput.Slot(DNNL_ARG_SRC, OneDnn.Scratch.SOURCE),
                    s.x(memory.data_type.f32),
                    description.src_desc());
            weights = new WeightInput(dnn, convolution, s.plainWeights(), description.weights_desc());
            bias = convolution.argument(DNNL_ARG_BIAS, s.bias());
            destination = convolution.argument(DNNL_ARG_DST, description.dst_desc());
            residual = isSeparate(key)
                    ? convolution.argument(
                            dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | dnnl.DNNL_ARG_SRC_1, s.y(memory.data_type.f32))
                    : null;
        }
    }

    static convolution_forward.desc operation(ConvolutionShape s) {
        return new convolution_forward.desc(
                dnnl.prop_kind.forward_training.value,
                dnnl.algorithm.convolution_direct.value,
                s.x(s.type()),
                s.anyWeights(s.type()),
                s.bias(),
                s.y(memory.data_type.f32),
                s.strides(),
                s.paddings(),
                s.paddings());
    }

    private static primitive_attr attributes(Key key) {
        primitive_attr attributes = Kernel.attributes();
        try (post_ops operations = new post_ops()) {
            switch (key.addend()) {
                case NONE -> {}
                case SAME -> {
                    if (isSeparate(key)) {
                        operations.append_binary(
                                dnnl.algorithm.binary_add, key.shape().y(memory.data_type.f32));
                    } else {
                        operations.append_sum();
                    }
                }
                case UPSAMPLED -> operations.append_sum();
            }
            if (key.relu()) {
                operations.append_eltwise(1f, dnnl.algorithm.eltwise_relu, 0f, 0f);
            }
            attributes.set_post_ops(operations);
        }
        return attributes;
    }

    /**
     * Returns whether oneDNN reads the residual from an array of its own. Otherwise it is copied to the destination first: on
     * CPUs without AVX-512, oneDNN 2.5 computes convolutions of small groups as matrix products (x64:gemm), which add wrong
     * values of such an array to all groups but the first.
     */
    private static boolean isSeparate(Key key) {
        return key.addend() == Addend.SAME && key.shape().groups() == 1;
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
    public void run(Pointer x, KernelWeights kernel, Pointer b, Pointer addend, Pointer y) {
        source.set(x);
        weights.set(kernel.plain(), kernel.packed());
        bias.set_data_handle(b);
        destination.set_data_handle(y);
        switch (key.addend()) {
            case NONE -> {}
            case SAME -> {
                if (residual != null) {
                    residual.set_data_handle(addend);
                } else {
                    Pointer.memcpy(y, addend, bytes(key.shape().output()));
                }
            }
            case UPSAMPLED -> Upsampling.doubled(addend, y, key.shape().output());
        }
        convolution.run();
    }

    private static long bytes(long[] shape) {
        return Float.BYTES * LongStream.of(shape).reduce(1, Math::multiplyExact);
    }

    @Override
    public void close() {
        source.close();
        weights.close();
        convolution.close();
    }
}
