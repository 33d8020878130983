// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mrcnn.engine.Precision;

/**
 * Settings of the network's architecture.
 *
 * @param dialect implementation of Mask R-CNN whose settings are the defaults of this configuration
 * @param backbone {@code resnet18}, {@code resnet34}, {@code resnet50}, {@code resnet101} or {@code resnet152}, or the name of
 *     a custom {@link org.mrcnn.core.backbone.Backbone} that is passed in code (Matterport {@code BACKBONE}: resnet50 or
 *     resnet101)
 * @param precision number format in which convolutions and fully connected layers multiply
 * @param normalization source of the batch normalization statistics (Matterport {@code TRAIN_BN})
 * @param pyramidSize channels of each pyramid level (Matterport {@code TOP_DOWN_PYRAMID_SIZE})
 * @param fcLayersSize units of each fully connected layer of the box head (Matterport {@code
 *     FPN_CLASSIF_FC_LAYERS_SIZE})
 * @param rpnChannels channels of the region proposal network's shared convolutions (512, fixed, in Matterport)
 * @param strideIn3x3 whether a bottleneck block with stride 2 has it in its 3x3 convolution; if false, in the first 1x1
 *     convolution
 * @param symmetricPooling whether the backbone's pooling pads both sides, as in PyTorch; if false, the end only, as in
 *     TensorFlow
 * @param normEpsilon number added to the variances in batch normalizations
 * @param biasBeforeNorm whether a convolution has a bias if a normalization follows it
 * @param norms parts other than the backbone that have batch normalizations: {@code fpn}, {@code fc} (fully connected layers of
 *     the box head), {@code mask}
 * @param rpnConvolutions number of shared 3x3 convolutions of the region proposal network
 * @param boxConvolutions number of 3x3 convolutions, with normalizations, before the fully connected layers of the box head
 * @param fcLayers number of fully connected layers of the box head before its two outputs
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

    /** Returns Matterport's network: resnet101, 32-bit floats, frozen statistics. */
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

    /** Sets the three widths at once, for example those of a small network for a test or a simple task. */
    public ModelConfig withWidths(int pyramid, int fcLayers, int rpn) {
        return RecordCopy.with(this, Map.of("pyramidSize", pyramid, "fcLayersSize", fcLayers, "rpnChannels", rpn));
    }

    /** Sets where a bottleneck block has its stride: in the 3x3 convolution (true) or in the first 1x1 convolution (false). */
    public ModelConfig withStrideIn3x3(boolean value) {
        return RecordCopy.with(this, "strideIn3x3", value);
    }

    /** Sets the number added to the variances in batch normalizations. */
    public ModelConfig withNormEpsilon(double value) {
        return RecordCopy.with(this, "normEpsilon", value);
    }

    /** An implementation of Mask R-CNN. Where implementations differ, its settings are the defaults. */
    public enum Dialect {
        /** Matterport's Mask R-CNN in Keras, whose settings are the defaults of this project. */
        MATTERPORT,
        /** {@code maskrcnn_resnet50_fpn} of torchvision, and torchvision's {@code MaskRCNN} with other ResNets. */
        TORCHVISION,
        /** {@code maskrcnn_resnet50_fpn_v2} of torchvision. */
        TORCHVISION_V2,
        /** {@code mask_rcnn_R_50_FPN} of Detectron2, with a backbone of its model zoo (MSRA). */
        DETECTRON2,
        /** {@code mask-rcnn_r50_fpn} of MMDetection 3. */
        MMDETECTION;

        /** Returns the spelling of configurations. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where batch normalization takes mean and variance from during training. Gamma and beta are trained in all cases. */
    public enum Normalization {
        /** From the weight file; they never change (Matterport {@code TRAIN_BN = False}). */
        FROZEN,
        /** From each batch; moving averages are kept for detection (Matterport {@code TRAIN_BN = True}). */
        TRAINED,
        /** Measured on a few training images before the first step, then frozen. For training from random weights. */
        CALIBRATED;

        /** Returns the spelling of configurations. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
