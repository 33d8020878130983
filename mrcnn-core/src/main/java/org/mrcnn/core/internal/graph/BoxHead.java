// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.names.NetworkNames;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The head that names and refines regions.
 *
 * @param logits mrcnn_class_logits [regions, classes]
 * @param deltas mrcnn_bbox [regions, classes, 4]: box deltas of every class
 */
record BoxHead(SDVariable logits, SDVariable deltas) {

    /** @param pooled [regions, pool * pool * C], flat */
    static BoxHead build(GraphLayers layers, Features pooled, int pool, int width, int classes) {
        Features x = layers.denseNormRelu("mrcnn_class_conv1", "mrcnn_class_bn1", pooled, pool, width);
        x = layers.denseNormRelu("mrcnn_class_conv2", "mrcnn_class_bn2", x, 1, width);
        return new BoxHead(
                layers.dense(NetworkNames.MRCNN_CLASS_LOGITS, x, classes, false, Initial.SMALL)
                        .variable(),
                layers.dense("mrcnn_bbox_fc", x, classes * 4, false, Initial.TINY)
                        .variable()
                        .reshape(-1, classes, 4)
                        .rename(NetworkNames.MRCNN_BBOX));
    }
}
