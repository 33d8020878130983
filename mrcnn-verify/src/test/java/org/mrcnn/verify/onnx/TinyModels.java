// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.onnx;

import java.util.List;
import java.util.Locale;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.config.RoiConfig;
import org.mrcnn.data.image.PixelFormat;

/** Configurations of a narrow network for 128 pixels. */
final class TinyModels {

    static final List<String> LABELS = List.of("BG", "a", "b", "c");

    private TinyModels() {}

    static MaskRcnnConfig config(String name) {
        MaskRcnnConfig config = small(MaskRcnnConfig.defaults(ModelConfig.Dialect.MATTERPORT));
        return switch (name) {
            case "legacy" -> config.withImage(config.image().withMode(ImageConfig.Mode.PAD64));
            case "aligned" -> aligned(config).withImage(config.image().withMode(ImageConfig.Mode.NONE));
            case "matterport" ->
                config.withRpn(config.rpn().withLegacy(true))
                        .withDetection(config.detection().withLegacy(true));
            case "every_class" ->
                aligned(config)
                        .withDetection(config.detection().withMultiLabel(true).withMinConfidence(0.2f));
            case "two_sizes" -> {
                MaskRcnnConfig torchvision = small(MaskRcnnConfig.defaults(ModelConfig.Dialect.TORCHVISION));
                yield torchvision.withRpn(torchvision
                        .rpn()
                        .withAnchorScales(8, 12, 16, 24, 32, 48, 64, 96, 128, 192)
                        .withAnchorRatios(2, 1, 0.5f, 0.3f));
            }
            case "five_channels" -> {
                PixelFormat format = new PixelFormat(List.of(0, 1, 2, 1, 0), List.of(), List.of());
                yield config.withImage(config.image()
                        .withMode(ImageConfig.Mode.PAD64)
                        .withPixelFormat(format, List.of(10f, 20f, 30f, 40f, 50f)));
            }
            default -> small(MaskRcnnConfig.defaults(ModelConfig.Dialect.valueOf(name.toUpperCase(Locale.ROOT))));
        };
    }

    private static MaskRcnnConfig small(MaskRcnnConfig config) {
        return config.withModel(config.model().withBackbone("resnet18").withWidths(32, 64, 32))
                .withRoi(config.roi().withRoisPerImage(20))
                .withImage(config.image().withDimensions(64, 128))
                .withRpn(config.rpn().withAnchorScales(8, 16, 32, 64, 128).withProposals(500, 100, 100))
                .withDetection(config.detection().withMaxInstances(20).withMinConfidence(0.5f));
    }

    private static MaskRcnnConfig aligned(MaskRcnnConfig config) {
        return config.withRoi(config.roi().withSampling(RoiConfig.Sampling.ALIGNED));
    }
}
