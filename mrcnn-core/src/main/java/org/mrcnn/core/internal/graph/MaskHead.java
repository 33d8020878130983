// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import org.mrcnn.core.backbone.Conv;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.names.NetworkNames;
import org.nd4j.autodiff.samediff.SDVariable;

/** The mask head: four convolutions, a transposed convolution that doubles the size, and one mask logit per class. */
final class MaskHead {

    private MaskHead() {}

    /**
     * Builds the head.
     *
     * @param pooled [RoIs, pool, pool, C]
     * @param classIds INT32 [RoIs], -1 for padding
     * @param normed whether the four convolutions have normalizations
     * @return mrcnn_mask_class_logits [RoIs, 2 pool, 2 pool], for the class of each RoI. The graph also has the logits for all
     *     classes, mrcnn_mask_logits [RoIs, 2 pool, 2 pool, classes], which are computed only if requested
     */
    static SDVariable build(GraphLayers layers, Features pooled, SDVariable classIds, int classes, boolean normed) {
        Features x = pooled;
        for (int i = 1; i <= 4; i++) {
            Conv conv = Conv.of(3, pooled.channels()).withRelu();
            x = layers.conv("mrcnn_mask_conv" + i, x, normed ? conv.withNorm("mrcnn_mask_bn" + i) : conv);
        }
        x = layers.deconvRelu("mrcnn_mask_deconv", x, pooled.channels());
        SharedConvolution last =
                layers.sharedConv("mrcnn_mask", x.channels(), Conv.of(1, classes), Initial.lecun(x.channels()));
        last.apply(NetworkNames.MRCNN_MASK_LOGITS, x);
        return last.applyOwnClass(NetworkNames.MRCNN_MASK_CLASS_LOGITS, x, classIds);
    }
}
