// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.config.ModelConfig.Dialect;
import org.mrcnn.core.config.RpnConfig;
import org.mrcnn.core.internal.config.ConfigOverrides;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.CocoLabels;
import org.mrcnn.interop.internal.names.Architecture;
import org.mrcnn.interop.internal.names.Software;

/**
 * Information about the model that a file contains in addition to the weights.
 *
 * @param shapes shapes of the weights by our names
 */
record FileFacts(Architecture architecture, StateDict state, Map<String, long[]> shapes) {

    private static final String CLASS_BIAS = "mrcnn_class_logits/bias";
    private static final String ANCHOR_BIAS = "rpn_class_raw/bias";

    /** Number of classes in the first version of torchvision's published file. */
    private static final long COCO_V1_CLASSES = 91;

    private static final Pattern CAFFE = Pattern.compile("\\bstyle['\"]?\\s*[=:]\\s*['\"]caffe");

    /**
     * Returns the settings of the dialect, with the backbone and widths of the file, and its pixel mean and standard deviation
     * if it contains them.
     */
    MaskRcnnConfig config() throws IOException {
        Dialect dialect = Dialect.valueOf(dialect().toUpperCase(Locale.ROOT));
        MaskRcnnConfig defaults = MaskRcnnConfig.defaults(dialect);
        ModelConfig model = defaults.model().withBackbone(architecture.resNet().backbone());
        if (hasHeads()) {
            model = model.withWidths(
                    outputs("fpn_p2/kernel"), outputs("mrcnn_class_conv1/kernel"), outputs("rpn_conv_shared/kernel"));
        }
        List<Float> mean = pixels("pixel_mean");
        List<Float> deviation = pixels("pixel_std");
        MaskRcnnConfig config = defaults.withModel(model);
        if (!mean.isEmpty() && !deviation.isEmpty()) {
            config = config.withImage(config.image().withPixels(mean, deviation));
        }
        return new ConfigOverrides(attributes(), IllegalArgumentException::new).changed(config);
    }

    /** Returns the settings in the attributes of a whole model. A classifier has other settings with the same names. */
    private Map<String, String> attributes() {
        return hasHeads() && dialect().startsWith("torchvision") ? ModelAttributes.settings(state.source()) : Map.of();
    }

    private String dialect() {
        return architecture.software().dialect();
    }

    boolean hasHeads() {
        return architecture.software() != Software.CLASSIFIER;
    }

    private int outputs(String kernel) {
        long[] shape = shapes.get(kernel);
        return (int) shape[shape.length - 1];
    }

    /** Reads one of Detectron2's vectors per channel, and reorders it from BGR to RGB; empty if there is none. */
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

    /**
     * Returns the class names, background first: those in the file, or COCO's if the number of classes matches; otherwise
     * empty.
     */
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

    /** Returns the names that MMDetection stores with the weights. */
    private List<String> written() {
        Map<String, Object> meta = meta();
        Map<String, Object> dataset = orEmpty(meta.get("dataset_meta"));
        for (Object names : Arrays.asList(dataset.get("classes"), dataset.get("CLASSES"), meta.get("CLASSES"))) {
            if (names instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
                return list.stream().map(Object::toString).toList();
            }
        }
        return List.of();
    }

    private Map<String, Object> meta() {
        return orEmpty(state.beside().get("meta"));
    }

    private static Map<String, Object> orEmpty(Object value) {
        return Dictionaries.orEmpty(Dictionaries.of(value));
    }

    /**
     * Rejects models of MMDetection in Caffe style, which the tensors do not show.
     *
     * @throws WeightFileException if the configuration in the file sets this style
     */
    void requireStyle(Path file) {
        for (String key : List.of("config", "cfg")) {
            if (meta().get(key) instanceof String text && CAFFE.matcher(text).find()) {
                throw new WeightFileException(file + ": expected a model of MMDetection of style pytorch, found style"
                        + " caffe in its configuration: its strides are in the first 1x1 convolutions and its pixels"
                        + " are blue, green, red");
            }
        }
    }

    /** Returns hints about settings that the file does not contain, as far as they can be inferred. */
    List<String> hints() throws IOException {
        List<String> hints = new ArrayList<>();
        if (state.keys().size() > 1) {
            hints.add("the file has weights of a network under each of the keys " + state.keys() + "; those under "
                    + state.keys().get(0) + " are read");
        }
        if (architecture.software() == Software.TORCHVISION
                && architecture.oldNames()
                && shapes.get(CLASS_BIAS)[0] == COCO_V1_CLASSES
                && attributes().isEmpty()) {
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
