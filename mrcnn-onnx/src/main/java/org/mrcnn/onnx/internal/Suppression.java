// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import java.util.List;
import onnx.Onnx.TensorProto.DataType;
import org.mrcnn.data.internal.geometry.GroupedNms;

/**
 * Non-maximum suppression. ONNX's drops a box whose IoU with a better one is greater than the threshold, takes equal scores in
 * their order, and lets boxes without area overlap nothing, as {@link org.mrcnn.data.internal.geometry.Nms} does.
 */
final class Suppression {

    /** Scores of boxes that are of another group. */
    private static final float ABSENT = -3e38f;

    private Suppression() {}

    /**
     * How much is kept.
     *
     * @param most boxes of a group, and of all
     * @param iou above which the weaker of two boxes is dropped
     */
    record Limits(int most, float iou) {}

    /** Boxes, their scores, and groups of which none suppresses another: [n, 4], [n] and INT64 [n]. */
    record Candidates(Tensor boxes, Tensor scores, Tensor groups) {

        /**
         * As {@link GroupedNms} moves them: up to a number of boxes each group to a place of its own, whose rounding decides about
         * some overlaps.
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

    /** The boxes that remain of one group, by score, INT64 [kept]. */
    static Tensor ofOne(Tensor boxes, Tensor scores, Limits limits) {
        return select(boxes, scores.reshape(1, 1, -1), limits);
    }

    /**
     * The best of all groups' boxes that remain, by score, INT64 [kept].
     *
     * @param groups INT64 [1], the number of groups
     */
    static Tensor ofGroups(Candidates candidates, Tensor groups, Limits limits) {
        OnnxGraph onnx = groups.graph();
        Tensor own = candidates.groups().unsqueeze(0).equalTo(groups.range().unsqueeze(1));
        Tensor scores = own.choose(candidates.scores().unsqueeze(0), onnx.scalar(DataType.FLOAT, ABSENT));
        Tensor kept = select(candidates.boxes(), scores.unsqueeze(0), limits);
        // Of equal scores of two groups the one of the earlier place comes first, so that order is restored.
        kept = kept.best(kept.size(0), false).values();
        Tensor k = kept.size(0).min(onnx.longs(limits.most()));
        return kept.gather(candidates.scores().gather(kept, 0).best(k, true).indices(), 0);
    }

    /**
     * The boxes that remain, by group and score.
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
