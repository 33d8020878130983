package org.mrcnn.engine.onednn;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.resampling_forward;

/** Nearest-neighbour doubling of height and width. */
final class Resampling {

    private Resampling() {}

    /** A kernel whose {@link Kernel#copy} fills an array of shape {@code to} from one of half its height and width. */
    static Kernel doubled(OneDnn dnn, long[] to) {
        memory.desc small = Layouts.nhwc(memory.data_type.f32, to[0], to[1] / 2, to[2] / 2, to[3]);
        memory.desc large = Layouts.nhwc(memory.data_type.f32, to);
        try (primitive_attr attributes = Kernel.attributes();
                resampling_forward.desc operation = new resampling_forward.desc(
                        dnnl.prop_kind.forward_inference, dnnl.algorithm.resampling_nearest, small, large);
                resampling_forward.primitive_desc description =
                        new resampling_forward.primitive_desc(operation, attributes, dnn.engine())) {
            Kernel kernel = new Kernel(dnn, new resampling_forward(description), description.scratchpad_desc());
            kernel.argument(dnnl.DNNL_ARG_SRC, small);
            kernel.argument(dnnl.DNNL_ARG_DST, large);
            return kernel;
        }
    }
}
