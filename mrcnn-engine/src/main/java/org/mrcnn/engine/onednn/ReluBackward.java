package org.mrcnn.engine.onednn;

import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.Pointer;

/** Keeps the gradient where the output of a ReLU is positive, 0 elsewhere. */
public final class ReluBackward implements AutoCloseable {

    /** What the runner keeps it under. */
    public record Key(long length) {}

    private final Kernel kernel;
    private final memory output;
    private final memory gradient;
    private final memory result;

    public ReluBackward(OneDnn dnn, Key key) {
        memory.desc flat = new memory.desc(new long[] {key.length()}, memory.data_type.f32, memory.format_tag.a);
        dnnl.algorithm relu = dnnl.algorithm.eltwise_relu_use_dst_for_bwd;
        try (primitive_attr attributes = Kernel.attributes();
                eltwise_forward.desc forward =
                        new eltwise_forward.desc(dnnl.prop_kind.forward_training, relu, flat, 0f, 0f);
                eltwise_forward.primitive_desc hint = new eltwise_forward.primitive_desc(forward, dnn.engine());
                eltwise_backward.desc backward = new eltwise_backward.desc(relu, flat, flat, 0f, 0f);
                eltwise_backward.primitive_desc description =
                        new eltwise_backward.primitive_desc(backward, attributes, dnn.engine(), hint)) {
            kernel = new Kernel(dnn, new eltwise_backward(description), description.scratchpad_desc());
            output = kernel.argument(dnnl.DNNL_ARG_DST, flat);
            gradient = kernel.argument(dnnl.DNNL_ARG_DIFF_DST, flat);
            result = kernel.argument(dnnl.DNNL_ARG_DIFF_SRC, flat);
        }
    }

    /** Computes {@code xGradient} from the ReLU's output and its gradient. */
    public void run(Pointer y, Pointer yGradient, Pointer xGradient) {
        output.set_data_handle(y);
        gradient.set_data_handle(yGradient);
        result.set_data_handle(xGradient);
        kernel.run();
    }

    @Override
    public void close() {
        kernel.close();
    }
}
