// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import org.mrcnn.core.backbone.Conv;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.names.NetworkNames;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The head that names and refines regions.
 *
 * @param logits mrcnn_class_logits [regions, classes]
 * @param deltas mrcnn_bbox [regions, classes, 4]: box deltas of every class
 */
record BoxHead(SDVariable logits, SDVariable deltas) {

    /** Whether the head takes each region as one row, not as a map. */
    static boolean takesRows(ModelConfig model) {
        return model.boxConvolutions() == 0;
    }

    /** @param pooled [regions, pool * pool * C] where it {@link #takesRows}, else [regions, pool, pool, C] */
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
