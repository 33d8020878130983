package org.mrcnn.core.internal.graph;

import org.mrcnn.core.internal.graph.WeightInitializer.Kind;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.engine.internal.nn.Residual;
import org.nd4j.autodiff.samediff.SDVariable;

/** The mask head: four convolutions, a transposed one that doubles the size, and one mask logit per class. */
final class MaskHead {

    private MaskHead() {}

    /**
     * Builds the head.
     *
     * @param pooled [regions, pool, pool, C]
     * @param classIds INT32 [regions], -1 for padding
     * @return mrcnn_mask_class_logits [regions, 2 pool, 2 pool], of the regions' own classes. The graph has those of all
     *     classes too, mrcnn_mask_logits [regions, 2 pool, 2 pool, classes]; they are computed for whoever asks.
     */
    static SDVariable build(Layers layers, Features pooled, SDVariable classIds, int classes) {
        Features x = pooled;
        for (int i = 1; i <= 4; i++) {
            x = layers.convNormRelu("mrcnn_mask_conv" + i, "mrcnn_mask_bn" + i, x, 3, pooled.channels(), 1);
        }
        x = layers.deconvRelu("mrcnn_mask_deconv", x, pooled.channels());
        Layers.SharedConvolution last = layers.sharedConv(
                "mrcnn_mask", x.channels(), 1, classes, layers.settings(1, 1, false, Residual.NONE), Kind.LECUN);
        last.apply(NetworkNames.MRCNN_MASK_LOGITS, x, null);
        return last.applyOwnClass(NetworkNames.MRCNN_MASK_CLASS_LOGITS, x, classIds);
    }
}
