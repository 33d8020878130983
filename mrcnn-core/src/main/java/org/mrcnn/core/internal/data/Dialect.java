// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.data;

import java.util.List;
import java.util.Set;
import org.mrcnn.core.config.DetectionConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.RoiConfig;
import org.mrcnn.core.config.RpnConfig;
import org.mrcnn.core.internal.losses.HeadLosses;
import org.mrcnn.core.internal.losses.StandardLosses;
import org.mrcnn.core.internal.matterport.MatterportLosses;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Coordinates;
import org.mrcnn.data.internal.geometry.LevelRule;
import org.mrcnn.data.internal.geometry.RegionMap;
import org.mrcnn.data.internal.geometry.Sampling;
import org.mrcnn.data.internal.matterport.Matterport;
import org.mrcnn.data.internal.targets.AllLevels;
import org.mrcnn.data.internal.targets.AnchorRules;
import org.mrcnn.data.internal.targets.DetectionRules;
import org.mrcnn.data.internal.targets.EachLevel;
import org.mrcnn.data.internal.targets.GroupedRules;
import org.mrcnn.data.internal.targets.PixelPlacement;
import org.mrcnn.data.internal.targets.Placement;
import org.mrcnn.data.internal.targets.PooledMasks;
import org.mrcnn.data.internal.targets.ProposalRules;
import org.mrcnn.data.internal.targets.RegionRules;
import org.mrcnn.data.internal.targets.StandardRules;

/**
 * The strategies for the stages in which implementations of Mask R-CNN differ. The only class that reads the settings named
 * legacy. Another implementation is supported by another choice of strategies here.
 *
 * @param proposals coder of the anchors that become proposals
 * @param boxes coder of the RoIs that become detections
 * @param selection selection of proposals among the anchors
 * @param anchors matching of anchors with objects
 * @param regions selection of RoIs for training, and of their masks
 * @param detections selection of detections
 * @param placement placement of detections in the image
 * @param regionMap mapping from a RoI to its features
 * @param losses losses of the heads
 */
public record Dialect(
        BoxCoder proposals,
        BoxCoder boxes,
        ProposalRules selection,
        AnchorRules anchors,
        RegionRules regions,
        DetectionRules detections,
        Placement placement,
        RegionMap regionMap,
        HeadLosses losses) {

    /** Returns the strategies that a configuration selects, one group of settings at a time. */
    public static Dialect of(MaskRcnnConfig config) {
        boolean rpn = config.rpn().legacy();
        BoxCoder proposals = new BoxCoder(Floats.array(config.rpn().boxStdDev()));
        BoxCoder boxes = new BoxCoder(Floats.array(config.roi().boxStdDev()));
        return new Dialect(
                rpn ? proposals.unbounded() : proposals,
                config.detection().legacy() ? boxes.unbounded() : boxes,
                selection(config.rpn()),
                rpn ? Matterport.RULES : StandardRules.RULES,
                regions(config.roi()),
                detections(config),
                placement(config),
                new RegionMap(
                        DataSettings.coordinates(config.rpn()),
                        levels(config.roi().levels()),
                        sampling(config.roi().sampling())),
                losses(config.train().legacyLosses()));
    }

    private static ProposalRules selection(RpnConfig rpn) {
        return rpn.selectPerLevel()
                ? new EachLevel(DataSettings.anchors(rpn), rpn.minSide())
                : new AllLevels(DataSettings.coordinates(rpn));
    }

    private static RegionRules regions(RoiConfig roi) {
        if (roi.legacyTargets()) {
            return Matterport.RULES;
        }
        return switch (roi.maskTargets()) {
            case ROUNDED -> StandardRules.RULES;
            case AVERAGED -> PooledMasks.AVERAGED;
            case THRESHOLDED -> PooledMasks.THRESHOLDED;
        };
    }

    private static DetectionRules detections(MaskRcnnConfig config) {
        DetectionConfig detection = config.detection();
        if (detection.legacy()) {
            return Matterport.RULES;
        }
        return DataSettings.coordinates(config.rpn()) == Coordinates.PIXELS
                ? new GroupedRules(detection.minSide(), detection.aboveMinimum())
                : StandardRules.RULES;
    }

    private static Placement placement(MaskRcnnConfig config) {
        if (config.detection().legacy()) {
            return Matterport.RULES;
        }
        if (DataSettings.coordinates(config.rpn()) == Coordinates.NORMALIZED) {
            return StandardRules.RULES;
        }
        return switch (config.detection().paste()) {
            case SUB_PIXEL -> PixelPlacement.SUB_PIXEL;
            case WHOLE_PIXEL -> PixelPlacement.WHOLE_PIXEL;
        };
    }

    private static LevelRule levels(RoiConfig.Levels levels) {
        return switch (levels) {
            case ROUND -> LevelRule.ROUND;
            case FLOOR -> LevelRule.FLOOR;
        };
    }

    private static HeadLosses losses(List<String> legacy) {
        return legacy.isEmpty() ? StandardLosses.LOSSES : new MatterportLosses(Set.copyOf(legacy));
    }

    private static Sampling sampling(RoiConfig.Sampling sampling) {
        return switch (sampling) {
            case LEGACY -> Sampling.CORNERS;
            case LEGACY_UNCLAMPED -> Sampling.CORNERS_UNCLAMPED;
            case ALIGNED -> Sampling.ALIGNED;
            case ADAPTIVE -> Sampling.ADAPTIVE;
            case UNSHIFTED -> Sampling.UNSHIFTED;
        };
    }
}
