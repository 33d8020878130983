// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.config.RoiConfig;
import org.mrcnn.data.image.Image;

/** Models with random weights for every sampling, resize mode and detection rule, and images for them. */
public final class RandomModels {
    private static final List<String> LABELS = List.of("BG", "a", "b", "c", "d", "e");

    private RandomModels() {}

    /**
     * Returns configurations by name.
     *
     * @param side side of a square input
     */
    public static Map<String, MaskRcnnConfig> configs(String backbone, int side) {
        MaskRcnnConfig base = MaskRcnnConfig.defaults();
        base = base.withModel(base.model().withBackbone(backbone));
        MaskRcnnConfig square = base.withImage(base.image().withDimensions(side / 2, side));
        MaskRcnnConfig pad =
                base.withImage(base.image().withDimensions(128, side).withMode(ImageConfig.Mode.PAD64));
        MaskRcnnConfig none = base.withImage(base.image().withMode(ImageConfig.Mode.NONE));
        Map<String, MaskRcnnConfig> configs = new LinkedHashMap<>();
        configs.put("legacy_square", square);
        configs.put("aligned_square_every_class", aligned(everyClass(square)));
        configs.put("legacy_pad64_every_class", everyClass(pad));
        configs.put("aligned_pad64", aligned(pad));
        configs.put("legacy_none", none);
        configs.put("aligned_none_every_class", aligned(everyClass(none)));
        configs.put("matterport_square", matterport(square));
        configs.put("matterport_pad64", matterport(pad));
        for (ModelConfig.Dialect dialect : ModelConfig.Dialect.values()) {
            if (dialect == ModelConfig.Dialect.MATTERPORT) {
                continue;
            }
            MaskRcnnConfig config = MaskRcnnConfig.defaults(dialect);
            configs.put(
                    dialect.toString(),
                    config.withModel(config.model().withBackbone(backbone))
                            .withImage(config.image().withDimensions(side / 2, side)));
        }
        return configs;
    }

    private static MaskRcnnConfig aligned(MaskRcnnConfig config) {
        return config.withRoi(config.roi().withSampling(RoiConfig.Sampling.ALIGNED));
    }

    private static MaskRcnnConfig everyClass(MaskRcnnConfig config) {
        return config.withDetection(config.detection().withMultiLabel(true).withMinConfidence(0.3f));
    }

    private static MaskRcnnConfig matterport(MaskRcnnConfig config) {
        return config.withRpn(config.rpn().withLegacy(true))
                .withDetection(config.detection().withLegacy(true));
    }

    /** Returns a model whose scores in an image are far from each other. The caller must close it. */
    public static MaskRcnn create(MaskRcnnConfig config, Image image) {
        MaskRcnn model = MaskRcnn.create(config, LABELS);
        SpreadModels.spread(model, image);
        return model;
    }

    /** Returns images of different sizes. With Matterport's rules, there may also be detections in the padding. */
    public static List<Image> images(MaskRcnnConfig config, int count, int side) {
        if (config.image().mode() == ImageConfig.Mode.SQUARE
                && config.detection().legacy()) {
            return SpreadModels.nearlySquare(count, side);
        }
        return SpreadModels.images(count, config.image().mode() == ImageConfig.Mode.NONE, side);
    }
}
