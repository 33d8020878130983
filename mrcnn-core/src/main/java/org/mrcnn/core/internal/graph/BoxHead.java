package org.mrcnn.core.internal.graph;

import org.mrcnn.core.internal.graph.WeightInitializer.Kind;
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
    static BoxHead build(Layers layers, Features pooled, int pool, int width, int classes) {
        SDVariable x = layers.denseNormRelu(
                "mrcnn_class_conv1", "mrcnn_class_bn1", pooled.variable(), pool, pooled.channels(), width);
        x = layers.denseNormRelu("mrcnn_class_conv2", "mrcnn_class_bn2", x, 1, width, width);
        return new BoxHead(
                layers.dense(NetworkNames.MRCNN_CLASS_LOGITS, x, width, classes, Kind.SMALL),
                layers.dense("mrcnn_bbox_fc", x, width, classes * 4, Kind.TINY)
                        .reshape(-1, classes, 4)
                        .rename(NetworkNames.MRCNN_BBOX));
    }
}
