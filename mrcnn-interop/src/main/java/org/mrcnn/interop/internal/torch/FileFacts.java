// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.config.RpnConfig;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.interop.internal.CocoLabels;

/**
 * What a file says of the model besides its weights.
 *
 * @param shapes under our names
 */
record FileFacts(Architecture architecture, StateDict state, Map<String, long[]> shapes) {

    private static final String CLASS_BIAS = "mrcnn_class_logits/bias";
    private static final String ANCHOR_BIAS = "rpn_class_raw/bias";

    /** Classes of torchvision's published file of the first version. */
    private static final long COCO_V1_CLASSES = 91;

    /** The settings: the dialect's, with backbone and widths of the file, and pixels where it has them. */
    MaskRcnnConfig config() throws IOException {
        String dialect = architecture.software().dialect().toUpperCase(Locale.ROOT);
        MaskRcnnConfig defaults = MaskRcnnConfig.defaults(ModelConfig.Dialect.valueOf(dialect));
        ModelConfig model = defaults.model().withBackbone(architecture.resNet().backbone());
        if (hasHeads()) {
            model = model.withWidths(
                    outputs("fpn_p2/kernel"), outputs("mrcnn_class_conv1/kernel"), outputs("rpn_conv_shared/kernel"));
        }
        List<Float> mean = pixels("pixel_mean");
        List<Float> deviation = pixels("pixel_std");
        MaskRcnnConfig config = defaults.withModel(model);
        return mean.isEmpty() || deviation.isEmpty()
                ? config
                : config.withImage(config.image().withPixels(mean, deviation));
    }

    boolean hasHeads() {
        return architecture.software() != Software.CLASSIFIER;
    }

    private int outputs(String kernel) {
        long[] shape = shapes.get(kernel);
        return (int) shape[shape.length - 1];
    }

    /** A vector of Detectron2 by channel, blue first there and red first here; empty if there is none. */
    private List<Float> pixels(String name) throws IOException {
        Tensor tensor = state.tensors().get(architecture.prefix() + name);
        if (tensor == null || tensor.length() != 3) {
            return List.of();
        }
        List<Float> values = new ArrayList<>();
        for (float value : tensor.values()) {
            values.add(value);
        }
        Collections.reverse(values);
        return values;
    }

    /** The class names, background first: those of the file, or COCO's for its number of classes; else empty. */
    List<String> labels() {
        if (!hasHeads()) {
            return List.of();
        }
        long count = shapes.get(CLASS_BIAS)[0];
        List<String> written = written();
        if (written.size() == count - 1) {
            List<String> labels = new ArrayList<>(List.of(Dataset.BACKGROUND));
            labels.addAll(written);
            return labels;
        }
        return CocoLabels.of(count);
    }

    /** The names that MMDetection keeps beside the weights. */
    private List<String> written() {
        Map<String, Object> meta = orEmpty(state.beside().get("meta"));
        Map<String, Object> dataset = orEmpty(meta.get("dataset_meta"));
        for (Object names : Arrays.asList(dataset.get("classes"), dataset.get("CLASSES"), meta.get("CLASSES"))) {
            if (names instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
                return list.stream().map(Object::toString).toList();
            }
        }
        return List.of();
    }

    private static Map<String, Object> orEmpty(Object value) {
        Map<String, Object> entries = StateDict.dictionary(value);
        return entries == null ? Map.of() : entries;
    }

    /** What the file cannot say and its looks suggest. */
    List<String> hints() throws IOException {
        List<String> hints = new ArrayList<>();
        if (architecture.software() == Software.TORCHVISION
                && architecture.oldNames()
                && shapes.get(CLASS_BIAS)[0] == COCO_V1_CLASSES) {
            hints.add("this looks like MaskRCNN_ResNet50_FPN_Weights.COCO_V1, for which torchvision sets the epsilon of"
                    + " its normalizations to 0: set model.normEpsilon=0 to find the same objects");
        }
        if (architecture.software() == Software.DETECTRON2
                && architecture.resNet().bottleneck()) {
            hints.add(
                    "the stride of the blocks cannot be seen: in the first 1x1 convolution, as in Detectron2's model zoo;"
                            + " set model.strideIn3x3=true if RESNETS.STRIDE_IN_1X1 is False");
        }
        RpnConfig rpn = config().rpn();
        if (hasHeads() && shapes.get(ANCHOR_BIAS)[0] != rpn.anchorsPerCell()) {
            hints.add("the file has " + shapes.get(ANCHOR_BIAS)[0] + " anchors per cell, the settings "
                    + rpn.anchorsPerCell()
                    + ": set rpn.anchorRatios, width / height in the order of the file, or rpn.anchorScales to as many sizes"
                    + " for each level");
        }
        return hints;
    }
}
