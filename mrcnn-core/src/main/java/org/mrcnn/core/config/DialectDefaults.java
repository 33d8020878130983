// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.names.NetworkNames;

/**
 * The settings of each dialect, as changes of Matterport's. Sources: torchvision 0.20.1 ({@code models/detection}); Detectron2
 * ({@code config/defaults.py}, {@code configs/Base-RCNN-FPN.yaml}); MMDetection 3 ({@code
 * configs/_base_/models/mask-rcnn_r50_fpn.py}).
 */
final class DialectDefaults {

    private static final List<Float> IMAGENET_MEAN = List.of(123.675f, 116.28f, 103.53f);
    private static final List<Float> ONES = List.of(1f, 1f, 1f, 1f);

    private DialectDefaults() {}

    static MaskRcnnConfig of(ModelConfig.Dialect dialect) {
        return switch (dialect) {
            case MATTERPORT -> MaskRcnnConfig.defaults();
            case TORCHVISION -> torchvision(dialect);
            case TORCHVISION_V2 -> torchvisionV2(dialect);
            case DETECTRON2 -> detectron2(dialect);
            case MMDETECTION -> mmdetection(dialect);
        };
    }

    private static MaskRcnnConfig torchvision(ModelConfig.Dialect dialect) {
        MaskRcnnConfig common = common(dialect);
        ImageConfig image = RecordCopy.with(common.image(), "resampling", ImageConfig.Resampling.FRACTIONS)
                .withPixels(IMAGENET_MEAN, List.of(58.395f, 57.12f, 57.375f));
        RpnConfig rpn = RecordCopy.with(common.rpn(), Map.of("wholePixelAnchors", true, "minSide", 1e-3f));
        DetectionConfig detection = RecordCopy.with(
                common.detection(),
                Map.of("aboveMinimum", true, "minSide", 1e-2f, "paste", DetectionConfig.Paste.WHOLE_PIXEL));
        return common.withImage(image)
                .withModel(common.model().withStrideIn3x3(true))
                .withRpn(rpn)
                .withRoi(RecordCopy.with(
                        common.roi(),
                        Map.of(
                                "sampling",
                                RoiConfig.Sampling.UNSHIFTED,
                                "maskTargets",
                                RoiConfig.MaskTargets.AVERAGED)))
                .withTrain(boxLosses(common.train(), "smooth_l1_per_sample"))
                .withDetection(detection);
    }

    private static MaskRcnnConfig torchvisionV2(ModelConfig.Dialect dialect) {
        MaskRcnnConfig first = torchvision(dialect);
        ModelConfig model = RecordCopy.with(
                first.model(),
                Map.of("norms", List.of("fpn", "mask"), "rpnConvolutions", 2, "boxConvolutions", 4, "fcLayers", 1));
        return first.withModel(model);
    }

    private static MaskRcnnConfig detectron2(ModelConfig.Dialect dialect) {
        MaskRcnnConfig common = common(dialect);
        ImageConfig image = RecordCopy.with(common.image(), "resampling", ImageConfig.Resampling.ANTIALIASED)
                .withPixels(IMAGENET_MEAN, 1);
        Map<String, Object> rpn = Map.of("proposalsTraining", 1000, "minSide", 1e-6f, "scalesOutermost", true);
        return common.withImage(image)
                .withRpn(RecordCopy.with(common.rpn(), rpn))
                .withRoi(RecordCopy.with(
                        common.roi(),
                        Map.of(
                                "sampling",
                                RoiConfig.Sampling.ADAPTIVE,
                                "maskTargets",
                                RoiConfig.MaskTargets.THRESHOLDED)))
                .withTrain(boxLosses(common.train(), "l1_per_sample"))
                .withDetection(RecordCopy.with(common.detection(), "aboveMinimum", true));
    }

    private static MaskRcnnConfig mmdetection(ModelConfig.Dialect dialect) {
        MaskRcnnConfig common = detectron2(dialect);
        ImageConfig image = RecordCopy.with(common.image(), "resampling", ImageConfig.Resampling.FIXED_POINT)
                .withPixels(IMAGENET_MEAN, List.of(58.395f, 57.12f, 57.375f));
        return common.withImage(image)
                .withRpn(RecordCopy.with(common.rpn(), "scalesOutermost", false))
                .withModel(common.model().withStrideIn3x3(true));
    }

    private static TrainConfig boxLosses(TrainConfig train, String form) {
        return train.withLosses(Map.of(NetworkNames.RPN_BBOX_LOSS, form, NetworkNames.MRCNN_BBOX_LOSS, form));
    }

    /** Returns the settings that all dialects except Matterport have in common. */
    private static MaskRcnnConfig common(ModelConfig.Dialect dialect) {
        MaskRcnnConfig defaults = MaskRcnnConfig.defaults();
        Map<String, Object> model = new HashMap<>(
                Map.of("dialect", dialect, "backbone", "resnet50", "rpnChannels", 256, "symmetricPooling", true));
        model.putAll(Map.of("normEpsilon", 1e-5, "biasBeforeNorm", false, "norms", List.of()));
        Map<String, Object> rpn = new HashMap<>(Map.of(
                "anchorRatios", List.of(2f, 1f, 0.5f), "boxStdDev", ONES, "objectness", RpnConfig.Objectness.SIGMOID));
        rpn.putAll(Map.of(
                "coordinates",
                RpnConfig.Coordinates.PIXELS,
                "selectPerLevel",
                true,
                "preNmsLimit",
                1000,
                "preNmsLimitTraining",
                2000));
        Map<String, Object> roi = Map.of(
                "levels",
                RoiConfig.Levels.FLOOR,
                "roisPerImage",
                512,
                "positiveRatio",
                0.25f,
                "truthAsProposals",
                true,
                "useMiniMask",
                false);
        Map<String, Object> detection = Map.of("minConfidence", 0.05f, "nmsThreshold", 0.5f, "multiLabel", true);
        return defaults.withModel(RecordCopy.with(defaults.model(), model))
                .withRpn(RecordCopy.with(defaults.rpn(), rpn))
                .withRoi(RecordCopy.with(defaults.roi(), roi))
                .withDetection(RecordCopy.with(defaults.detection(), detection))
                .withImage(defaults.image().withMode(ImageConfig.Mode.PAD32).withDimensions(800, 1333));
    }
}
