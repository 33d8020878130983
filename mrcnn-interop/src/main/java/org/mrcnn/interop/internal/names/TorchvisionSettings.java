// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.names;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig.Dialect;

/**
 * Checks whether torchvision supports a model's settings: they must be those of the dialect, except for training settings and
 * for arguments of torchvision's Python classes.
 */
public final class TorchvisionSettings {

    private static final Set<Dialect> DIALECTS = Set.of(Dialect.TORCHVISION, Dialect.TORCHVISION_V2);

    /**
     * Settings that are arguments of MaskRCNN, AnchorGenerator, MultiScaleRoIAlign and the heads, or concern this project only.
     */
    private static final Set<String> FREE = Set.of(
            "model.backbone",
            "model.precision",
            "model.normalization",
            "model.pyramidSize",
            "model.fcLayersSize",
            "model.rpnChannels",
            "model.normEpsilon",
            "rpn.anchorScales",
            "rpn.anchorRatios",
            "rpn.nmsThreshold",
            "rpn.preNmsLimit",
            "rpn.preNmsLimitTraining",
            "rpn.proposalsTraining",
            "rpn.proposalsInference",
            "rpn.anchorsPerImage",
            "rpn.foregroundIou",
            "rpn.backgroundIou",
            "roi.useRpnRois",
            "roi.roisPerImage",
            "roi.positiveRatio",
            "roi.poolSize",
            "roi.maskPoolSize",
            "roi.maskSize",
            "roi.maxInstances",
            "roi.useMiniMask",
            "roi.miniMaskSize",
            "roi.foregroundIou",
            "roi.truthAsProposals",
            "roi.legacyTargets",
            "detection.maxInstances",
            "detection.minConfidence",
            "detection.nmsThreshold",
            "image.minDimension",
            "image.maxDimension",
            "image.meanPixel",
            "image.stdPixel");

    private TorchvisionSettings() {}

    /**
     * Checks the settings of a model.
     *
     * @throws IllegalArgumentException if settings have values that torchvision's models do not support; the message names them
     */
    public static void check(MaskRcnnConfig config) {
        Dialect dialect = config.model().dialect();
        if (!DIALECTS.contains(dialect)) {
            throw new IllegalArgumentException(
                    "weights for torchvision: expected a model with model.dialect torchvision or"
                            + " torchvision_v2, found " + dialect);
        }
        if (ResNetNames.of(config.model().backbone()) == null) {
            throw new IllegalArgumentException("weights for torchvision: expected a built-in backbone, found "
                    + config.model().backbone());
        }
        Map<String, Object> usual = settings(MaskRcnnConfig.defaults(dialect));
        List<String> faults = new ArrayList<>();
        settings(config).forEach((name, value) -> {
            if (!FREE.contains(name) && !value.equals(usual.get(name))) {
                faults.add(name + ": expected " + usual.get(name) + ", found " + value);
            }
        });
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "weights for torchvision: its models do not have these settings: " + String.join("; ", faults));
        }
    }

    private static Map<String, Object> settings(MaskRcnnConfig config) {
        Map<String, Object> settings = new LinkedHashMap<>();
        collect("model.", config.model(), settings);
        collect("rpn.", config.rpn(), settings);
        collect("roi.", config.roi(), settings);
        collect("detection.", config.detection(), settings);
        collect("image.", config.image(), settings);
        return settings;
    }

    private static void collect(String prefix, Record group, Map<String, Object> into) {
        for (RecordComponent setting : group.getClass().getRecordComponents()) {
            try {
                into.put(prefix + setting.getName(), setting.getAccessor().invoke(group));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
