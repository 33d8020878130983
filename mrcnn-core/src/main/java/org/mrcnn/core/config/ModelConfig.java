// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.List;
import java.util.Map;
import org.mrcnn.engine.Precision;

/**
 * Shape of the network.
 *
 * @param dialect the implementation of Mask R-CNN whose settings are the defaults of this configuration
 * @param backbone {@code resnet18}, {@code resnet34}, {@code resnet50}, {@code resnet101} or {@code resnet152}, or the name of
 *     a {@link org.mrcnn.core.backbone.Backbone} that is passed in code (Matterport {@code BACKBONE}, which has resnet50 and
 *     resnet101)
 * @param precision arithmetic of convolutions and fully connected layers
 * @param normalization source of the batch normalization statistics (Matterport {@code TRAIN_BN})
 * @param pyramidSize channels of each pyramid level (Matterport {@code TOP_DOWN_PYRAMID_SIZE})
 * @param fcLayersSize units of each fully connected layer of the box head (Matterport {@code
 *     FPN_CLASSIF_FC_LAYERS_SIZE})
 * @param rpnChannels channels of the region proposal network's shared convolutions (512, fixed, in Matterport)
 * @param strideIn3x3 whether a bottleneck block that halves its input does so in its 3x3 convolution, not in the first 1x1
 * @param symmetricPooling whether the pooling of the backbone is padded on both sides, as PyTorch does, not at the end only, as
 *     TensorFlow does
 * @param normEpsilon added to the variances of batch normalizations
 * @param biasBeforeNorm whether a convolution that a normalization follows has a bias
 * @param norms parts that have batch normalizations besides the backbone: {@code fpn}, {@code fc} (fully connected layers of the
 *     box head), {@code mask}
 * @param rpnConvolutions shared 3x3 convolutions of the region proposal network
 * @param boxConvolutions 3x3 convolutions, with normalizations, of the box head before its fully connected layers
 * @param fcLayers fully connected layers of the box head before its two outputs
 */
public record ModelConfig(
        Dialect dialect,
        String backbone,
        Precision precision,
        Normalization normalization,
        int pyramidSize,
        int fcLayersSize,
        int rpnChannels,
        boolean strideIn3x3,
        boolean symmetricPooling,
        double normEpsilon,
        boolean biasBeforeNorm,
        List<String> norms,
        int rpnConvolutions,
        int boxConvolutions,
        int fcLayers) {
    private static final int MAX_WIDTH = 16_384;
    private static final List<String> NORMED = List.of("fpn", "fc", "mask");

    public ModelConfig {
        new ConfigFaults("model")
                .present("dialect", dialect)
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
                .notNegative("normEpsilon", normEpsilon, 1)
                .require(norms != null && NORMED.containsAll(norms), "norms", "some of " + NORMED, norms)
                .whole("rpnConvolutions", rpnConvolutions, 1, 10)
                .whole("boxConvolutions", boxConvolutions, 0, 10)
                .whole("fcLayers", fcLayers, 1, 2)
                .check();
        norms = List.copyOf(norms);
    }

    /** Matterport's network: resnet101, 32-bit floats, frozen statistics. */
    public static ModelConfig defaults() {
        return new ModelConfig(
                Dialect.MATTERPORT,
                "resnet101",
                Precision.F32,
                Normalization.FROZEN,
                256,
                1024,
                512,
                false,
                false,
                1e-3,
                true,
                List.of("fc", "mask"),
                1,
                0,
                2);
    }

    public ModelConfig withBackbone(String value) {
        return RecordCopy.with(this, "backbone", value);
    }

    public ModelConfig withPrecision(Precision value) {
        return RecordCopy.with(this, "precision", value);
    }

    public ModelConfig withNormalization(Normalization value) {
        return RecordCopy.with(this, "normalization", value);
    }

    /** The three widths together: a small network for a test or a small task. */
    public ModelConfig withWidths(int pyramid, int fcLayers, int rpn) {
        return RecordCopy.with(this, Map.of("pyramidSize", pyramid, "fcLayersSize", fcLayers, "rpnChannels", rpn));
    }

    /** Where a bottleneck block halves its input: in the 3x3 convolution, or in the first 1x1. */
    public ModelConfig withStrideIn3x3(boolean value) {
        return RecordCopy.with(this, "strideIn3x3", value);
    }

    /** What is added to the variances of batch normalizations. */
    public ModelConfig withNormEpsilon(double value) {
        return RecordCopy.with(this, "normEpsilon", value);
    }

    /** An implementation of Mask R-CNN: where they differ, its settings are the defaults. */
    public enum Dialect {
        /** Matterport's Mask R-CNN, in Keras: the defaults of all settings. */
        MATTERPORT,
        /** {@code maskrcnn_resnet50_fpn} of torchvision, and models of its {@code MaskRCNN} on other ResNets. */
        TORCHVISION,
        /** {@code maskrcnn_resnet50_fpn_v2} of torchvision. */
        TORCHVISION_V2,
        /** {@code mask_rcnn_R_50_FPN} of Detectron2, with a backbone of its model zoo (MSRA). */
        DETECTRON2,
        /** {@code mask-rcnn_r50_fpn} of MMDetection 3. */
        MMDETECTION
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
