// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import org.mrcnn.data.internal.matterport.Matterport;
import org.mrcnn.data.internal.targets.DetectionRules;
import org.mrcnn.data.internal.targets.GroupedRules;
import org.mrcnn.data.internal.targets.StandardRules;

/** Nodes for the {@link DetectionRules} of a dialect. */
interface DetectionRuleNodes {

    /** Returns which scores are high enough, BOOL in the shape of the scores. */
    default Tensor isLikely(Tensor scores, float least) {
        return scores.atLeast(least);
    }

    /**
     * Returns which of the likely pairs of RoI and class are large enough.
     *
     * @param likely BOOL [R, C]
     * @param rois [R, 4]
     * @param boxes [R, C, 4]
     */
    default Tensor areLargeEnough(Tensor likely, Tensor rois, Tensor boxes) {
        return likely.and(BoxNodes.hasArea(rois).unsqueeze(1)).and(BoxNodes.hasArea(boxes));
    }

    /** Returns the candidates with the boxes for suppression. */
    default Suppression.Candidates placed(Suppression.Candidates candidates) {
        return candidates;
    }

    /** Returns the nodes for detection rules. */
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

    /** Nodes for Matterport's rules, which also keep padding and boxes without area. */
    record Everything() implements DetectionRuleNodes {

        @Override
        public Tensor areLargeEnough(Tensor likely, Tensor rois, Tensor boxes) {
            return likely;
        }
    }

    /** Nodes for the rules of implementations with pixel coordinates. */
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
