// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import org.mrcnn.core.backbone.Conv;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.names.NetworkNames;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The box head, which classifies RoIs and refines their boxes.
 *
 * @param logits mrcnn_class_logits [RoIs, classes]
 * @param deltas mrcnn_bbox [RoIs, classes, 4]: box deltas for every class
 */
record BoxHead(SDVariable logits, SDVariable deltas) {

    /** Returns whether the input of the head is a row per RoI, not a feature map. */
    static boolean takesRows(ModelConfig model) {
        return model.boxConvolutions() == 0;
    }

    /** @param pooled [RoIs, pool * pool * C] if the head {@link #takesRows}, otherwise [RoIs, pool, pool, C] */
    static BoxHead build(GraphLayers layers, Features pooled, int pool, ModelConfig model, int classes) {
        Features x = pooled;
        for (int i = 1; i <= model.boxConvolutions(); i++) {
            String name = "mrcnn_box_conv" + i;
            x = layers.conv(
                    name,
                    x,
                    Conv.of(3, pooled.channels()).withNorm(name + "_bn").withRelu());
        }
        if (!takesRows(model)) {
            long row = (long) pool * pool * x.channels();
            x = new Features(x.variable().reshape(-1, row).rename("mrcnn_box_rows"), x.channels());
        }
        boolean normed = model.norms().contains("fc");
        for (int i = 1; i <= model.fcLayers(); i++) {
            String norm = normed ? "mrcnn_class_bn" + i : null;
            x = layers.denseRelu("mrcnn_class_conv" + i, norm, x, i == 1 ? pool : 1, model.fcLayersSize());
        }
        return new BoxHead(
                layers.dense(NetworkNames.MRCNN_CLASS_LOGITS, x, classes, false, Initial.SMALL)
                        .variable(),
                layers.dense("mrcnn_bbox_fc", x, classes * 4, false, Initial.TINY)
                        .variable()
                        .reshape(-1, classes, 4)
                        .rename(NetworkNames.MRCNN_BBOX));
    }
}
