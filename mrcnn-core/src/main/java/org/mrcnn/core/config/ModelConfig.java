// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import org.mrcnn.engine.Precision;

/**
 * Shape of the network.
 *
 * @param backbone {@code resnet18}, {@code resnet34}, {@code resnet50}, {@code resnet101} or {@code resnet152}, or the name of
 *     a {@link org.mrcnn.core.backbone.Backbone} that is passed in code (Matterport {@code BACKBONE}, which has resnet50 and
 *     resnet101)
 * @param precision arithmetic of convolutions and fully connected layers
 * @param normalization source of the batch normalization statistics (Matterport {@code TRAIN_BN})
 * @param pyramidSize channels of each pyramid level (Matterport {@code TOP_DOWN_PYRAMID_SIZE})
 * @param fcLayersSize units of the box head's two fully connected layers (Matterport {@code
 *     FPN_CLASSIF_FC_LAYERS_SIZE})
 * @param rpnChannels channels of the region proposal network's shared convolution (512, fixed, in Matterport)
 */
public record ModelConfig(
        String backbone,
        Precision precision,
        Normalization normalization,
        int pyramidSize,
        int fcLayersSize,
        int rpnChannels) {
    private static final int MAX_WIDTH = 16_384;

    public ModelConfig {
        new ConfigFaults("model")
                .require(
                        backbone != null && !backbone.isBlank() && backbone.length() <= 200,
                        "backbone",
                        "the name of a backbone, of at most 200 characters",
                        backbone)
                .present("precision", precision)
                .present("normalization", normalization)
                .whole("pyramidSize", pyramidSize, 1, MAX_WIDTH)
                .whole("fcLayersSize", fcLayersSize, 1, MAX_WIDTH)
                .whole("rpnChannels", rpnChannels, 1, MAX_WIDTH)
                .check();
    }

    /** Matterport's network: resnet101, 32-bit floats, frozen statistics. */
    public static ModelConfig defaults() {
        return new ModelConfig("resnet101", Precision.F32, Normalization.FROZEN, 256, 1024, 512);
    }

    public ModelConfig withBackbone(String value) {
        return new ModelConfig(value, precision, normalization, pyramidSize, fcLayersSize, rpnChannels);
    }

    public ModelConfig withPrecision(Precision value) {
        return new ModelConfig(backbone, value, normalization, pyramidSize, fcLayersSize, rpnChannels);
    }

    public ModelConfig withNormalization(Normalization value) {
        return new ModelConfig(backbone, precision, value, pyramidSize, fcLayersSize, rpnChannels);
    }

    /** The three widths together: a small network for a test or a small task. */
    public ModelConfig withWidths(int pyramid, int fcLayers, int rpn) {
        return new ModelConfig(backbone, precision, normalization, pyramid, fcLayers, rpn);
    }

    /** Where batch normalization takes its mean and variance from while training; gamma and beta are trained in all. */
    public enum Normalization {
        /** Statistics of the weight file, never changed (Matterport {@code TRAIN_BN = False}). */
        FROZEN,
        /** Statistics of each batch, with moving averages kept for detection (Matterport {@code TRAIN_BN = True}). */
        TRAINED,
        /** Statistics measured once on a few training images before the first step, then frozen: for starts from nothing. */
        CALIBRATED
    }
}
