// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.util.List;
import onnx.Onnx.TensorProto.DataType;

/**
 * Non-maximum suppression. ONNX's drops a box whose IoU with a better one is greater than the threshold, takes equal scores in
 * their order, and lets boxes without area overlap nothing, as {@link org.mrcnn.data.internal.geometry.Nms} does.
 */
final class Suppression {

    /** Scores of boxes that have no say in a class. */
    static final float ABSENT = -1;

    private Suppression() {}

    /**
     * How much is kept.
     *
     * @param most boxes of a class
     * @param iou above which the weaker of two boxes is dropped
     */
    record Limits(int most, float iou) {}

    /**
     * The boxes that remain, by class and score.
     *
     * @param boxes [n, 4]
     * @param scores [1, classes, n], 0 to 1 or {@link #ABSENT}
     * @return INT64 [kept], their indices
     */
    static Tensor of(Tensor boxes, Tensor scores, Limits limits) {
        OnnxGraph onnx = boxes.graph();
        Tensor kept = onnx.add(
                "NonMaxSuppression",
                DataType.INT64,
                List.of(
                        boxes.unsqueeze(0),
                        scores,
                        onnx.longs(limits.most()),
                        onnx.numbers(DataType.FLOAT, limits.iou()),
                        onnx.numbers(DataType.FLOAT, ABSENT / 2)));
        return kept.slice(1, 2, 3).squeeze(1);
    }
}
