// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import org.mrcnn.data.internal.matterport.Matterport;
import org.mrcnn.data.internal.targets.DetectionRules;
import org.mrcnn.data.internal.targets.GroupedRules;
import org.mrcnn.data.internal.targets.StandardRules;

/** What the {@link DetectionRules} of a dialect ask of the nodes. */
interface DetectionRuleNodes {

    /** Which scores are high enough, BOOL of their shape. */
    default Tensor isLikely(Tensor scores, float least) {
        return scores.atLeast(least);
    }

    /**
     * Which of the likely pairs of region and class are large enough.
     *
     * @param likely BOOL [R, C]
     * @param rois [R, 4]
     * @param boxes [R, C, 4]
     */
    default Tensor areLargeEnough(Tensor likely, Tensor rois, Tensor boxes) {
        return likely.and(BoxNodes.hasArea(rois).unsqueeze(1)).and(BoxNodes.hasArea(boxes));
    }

    /** The candidates as they suppress each other. */
    default Suppression.Candidates placed(Suppression.Candidates candidates) {
        return candidates;
    }

    /** The nodes of rules. */
    static DetectionRuleNodes of(DetectionRules rules) {
        if (rules == StandardRules.RULES) {
            return new DetectionRuleNodes() {};
        }
        if (rules == Matterport.RULES) {
            return new Everything();
        }
        if (rules instanceof GroupedRules grouped) {
            return new Grouped(grouped);
        }
        throw new IllegalArgumentException("ONNX export: the detection rules " + rules + " have no translation");
    }

    /** Matterport's: padding and boxes without area too. */
    record Everything() implements DetectionRuleNodes {

        @Override
        public Tensor areLargeEnough(Tensor likely, Tensor rois, Tensor boxes) {
            return likely;
        }
    }

    /** Those of implementations in pixels. */
    record Grouped(GroupedRules rules) implements DetectionRuleNodes {

        @Override
        public Tensor isLikely(Tensor scores, float least) {
            return rules.above() ? scores.greater(least) : scores.atLeast(least);
        }

        @Override
        public Tensor areLargeEnough(Tensor likely, Tensor rois, Tensor boxes) {
            return DetectionRuleNodes.super
                    .areLargeEnough(likely, rois, boxes)
                    .and(BoxNodes.hasSides(boxes, rules.minSide()));
        }

        @Override
        public Suppression.Candidates placed(Suppression.Candidates candidates) {
            return candidates.moved();
        }
    }
}
