// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.util.List;
import onnx.Onnx.TensorProto.DataType;
import org.mrcnn.data.internal.geometry.GroupedNms;

/**
 * Adds nodes for non-maximum suppression. ONNX's operator drops a box whose IoU with a box of higher score is greater than the
 * threshold, takes equal scores in their order, and treats boxes without area as not overlapping, like {@link
 * org.mrcnn.data.internal.geometry.Nms}.
 */
final class Suppression {

    /** Score of boxes in other groups. */
    private static final float ABSENT = -3e38f;

    private Suppression() {}

    /**
     * The limits of a suppression.
     *
     * @param most maximum number of boxes of each group, and in total
     * @param iou the IoU above which the box of lower score is dropped
     */
    record Limits(int most, float iou) {}

    /** Boxes [n, 4], their scores [n], and their groups INT64 [n]. Boxes suppress only boxes of the same group. */
    record Candidates(Tensor boxes, Tensor scores, Tensor groups) {

        /**
         * Shifts the boxes like {@link GroupedNms}: up to a certain number of boxes, each group to a separate place. The
         * rounding of the shifted boxes decides about some overlaps.
         */
        Candidates moved() {
            OnnxGraph onnx = boxes.graph();
            Tensor few =
                    onnx.longs(GroupedNms.MOVED + 1).greater(groups.size(0)).cast(DataType.FLOAT);
            Tensor all = onnx.concat(0, boxes.reshape(-1), onnx.numbers(DataType.FLOAT, 0));
            Tensor place = all.op("ReduceMax", Attributes.of("keepdims", 0)).plus(1);
            Tensor shift = groups.cast(DataType.FLOAT).times(place).times(few).unsqueeze(1);
            return new Candidates(boxes.plus(shift), scores, groups);
        }
    }

    /** Returns the boxes that remain of a single group, by score, INT64 [kept]. */
    static Tensor ofOne(Tensor boxes, Tensor scores, Limits limits) {
        return select(boxes, scores.reshape(1, 1, -1), limits);
    }

    /**
     * Returns the boxes of all groups that remain, those with the highest scores, by score, INT64 [kept].
     *
     * @param groups INT64 [1], the number of groups
     */
    static Tensor ofGroups(Candidates candidates, Tensor groups, Limits limits) {
        OnnxGraph onnx = groups.graph();
        Tensor own = candidates.groups().unsqueeze(0).equalTo(groups.range().unsqueeze(1));
        Tensor scores = own.choose(candidates.scores().unsqueeze(0), onnx.scalar(DataType.FLOAT, ABSENT));
        Tensor kept = select(candidates.boxes(), scores.unsqueeze(0), limits);
        // For equal scores in two groups, the box with the lower index comes first, so the original order is restored.
        kept = kept.best(kept.size(0), false).values();
        Tensor k = kept.size(0).min(onnx.longs(limits.most()));
        return kept.gather(candidates.scores().gather(kept, 0).best(k, true).indices(), 0);
    }

    /**
     * Returns the boxes that remain, by group and score.
     *
     * @param boxes [n, 4]
     * @param scores [1, groups, n], more than {@code ABSENT / 2} or {@code ABSENT}
     * @return INT64 [kept], their indices
     */
    private static Tensor select(Tensor boxes, Tensor scores, Limits limits) {
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
