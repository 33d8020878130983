// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.data;

import java.util.List;
import java.util.Set;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.RoiConfig;
import org.mrcnn.core.internal.losses.HeadLosses;
import org.mrcnn.core.internal.losses.StandardLosses;
import org.mrcnn.core.internal.matterport.MatterportLosses;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Sampling;
import org.mrcnn.data.internal.matterport.Matterport;
import org.mrcnn.data.internal.targets.AnchorRules;
import org.mrcnn.data.internal.targets.DetectionRules;
import org.mrcnn.data.internal.targets.Placement;
import org.mrcnn.data.internal.targets.RegionRules;
import org.mrcnn.data.internal.targets.StandardRules;

/**
 * Where implementations of Mask R-CNN differ, a strategy for each stage. The one place that reads the settings named legacy;
 * another implementation's dialect is another choice of strategies here.
 *
 * @param proposals the coder of anchors that become proposals
 * @param boxes the coder of regions that become detections
 * @param anchors their match with objects
 * @param regions the choice of regions to train on
 * @param detections the choice of detections
 * @param placement of detections in the image
 * @param sampling of the features of a region
 * @param losses of the heads
 */
public record Dialect(
        BoxCoder proposals,
        BoxCoder boxes,
        AnchorRules anchors,
        RegionRules regions,
        DetectionRules detections,
        Placement placement,
        Sampling sampling,
        HeadLosses losses) {

    /** The dialect that a configuration asks for, group by group. */
    public static Dialect of(MaskRcnnConfig config) {
        boolean rpn = config.rpn().legacy();
        boolean detection = config.detection().legacy();
        BoxCoder proposals = new BoxCoder(Floats.array(config.rpn().boxStdDev()));
        BoxCoder boxes = new BoxCoder(Floats.array(config.roi().boxStdDev()));
        return new Dialect(
                rpn ? proposals.unbounded() : proposals,
                detection ? boxes.unbounded() : boxes,
                rpn ? Matterport.RULES : StandardRules.RULES,
                config.roi().legacyTargets() ? Matterport.RULES : StandardRules.RULES,
                detection ? Matterport.RULES : StandardRules.RULES,
                detection ? Matterport.RULES : StandardRules.RULES,
                sampling(config.roi().sampling()),
                losses(config.train().legacyLosses()));
    }

    private static HeadLosses losses(List<String> legacy) {
        return legacy.isEmpty() ? StandardLosses.LOSSES : new MatterportLosses(Set.copyOf(legacy));
    }

    private static Sampling sampling(RoiConfig.Sampling sampling) {
        return switch (sampling) {
            case LEGACY -> Sampling.CORNERS;
            case LEGACY_UNCLAMPED -> Sampling.CORNERS_UNCLAMPED;
            case ALIGNED, ADAPTIVE, UNSHIFTED -> Sampling.ALIGNED;
        };
    }
}
