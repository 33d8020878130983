// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.interop.internal.pickle.PickledObject;

/**
 * Settings that a whole model of torchvision stores in attributes of its modules, by our names. Modules are recognized by their
 * attributes ({@code GeneralizedRCNNTransform}, {@code AnchorGenerator}, {@code RegionProposalNetwork} and {@code RoIHeads} of
 * torchvision 0.20).
 */
final class ModelAttributes {

    /** Maximum number of modules that are examined. A damaged model may contain itself. */
    private static final int MAX_MODULES = 10_000;

    private static final int LEVELS = 5;
    private static final double BYTE = 255;

    private final Map<String, String> settings = new LinkedHashMap<>();

    private ModelAttributes() {}

    /**
     * Returns the settings as YAML, by name; empty for a state dict.
     *
     * @throws IllegalArgumentException if the model has a setting that no network of this project supports
     */
    static Map<String, String> settings(Object value) {
        ModelAttributes attributes = new ModelAttributes();
        Deque<PickledObject> open = new ArrayDeque<>();
        if (value instanceof PickledObject model) {
            open.add(model);
        }
        for (int i = 0; i < MAX_MODULES && !open.isEmpty(); i++) {
            PickledObject module = open.remove();
            attributes.read(Dictionaries.attributes(module));
            for (Object inner : Dictionaries.modules(module).values()) {
                if (inner instanceof PickledObject of && open.size() < MAX_MODULES) {
                    open.add(of);
                }
            }
        }
        return attributes.settings;
    }

    private void read(Map<String, Object> own) {
        if (own.containsKey("image_mean") && own.containsKey("max_size")) {
            readTransform(own);
        } else if (own.containsKey("aspect_ratios") && own.containsKey("sizes")) {
            readAnchors(own);
        } else if (own.containsKey("_pre_nms_top_n")) {
            readProposals(own);
        } else if (own.containsKey("detections_per_img")) {
            put("detection.maxInstances", own.get("detections_per_img"));
            put("detection.minConfidence", own.get("score_thresh"));
            put("detection.nmsThreshold", own.get("nms_thresh"));
        } else if (own.containsKey("eps") && !settings.containsKey("model.normEpsilon")) {
            put("model.normEpsilon", own.get("eps"));
        }
    }

    private void readTransform(Map<String, Object> own) {
        List<Double> shortSides = numbers(own.get("min_size")); // detection uses the last
        if (!shortSides.isEmpty()) {
            put("image.minDimension", shortSides.get(shortSides.size() - 1).longValue());
            put("image.maxDimension", own.get("max_size"));
        }
        putPixels("image.meanPixel", own.get("image_mean"));
        putPixels("image.stdPixel", own.get("image_std"));
    }

    private void putPixels(String setting, Object values) {
        settings.put(
                setting,
                numbers(values).stream()
                        .map(value -> (float) (value * BYTE))
                        .toList()
                        .toString());
    }

    private void readAnchors(Map<String, Object> own) {
        List<Double> sizes = numbers(own.get("sizes"));
        List<?> levels = list(own.get("sizes"));
        List<?> ratios = list(own.get("aspect_ratios"));
        boolean regular = levels.size() == LEVELS
                && levels.stream()
                                .map(level -> numbers(level).size())
                                .distinct()
                                .count()
                        == 1
                && ratios.stream().map(ModelAttributes::numbers).distinct().count() == 1;
        if (!regular) {
            throw new IllegalArgumentException("expected an AnchorGenerator with as many sizes for each of " + LEVELS
                    + " levels, and the same ratios for all, found sizes " + sizes + " and ratios " + numbers(ratios));
        }
        settings.put("rpn.anchorScales", sizes.toString());
        settings.put(
                "rpn.anchorRatios",
                numbers(ratios.get(0)).stream().map(ratio -> 1 / ratio).toList().toString()); // as height / width
    }

    private void readProposals(Map<String, Object> own) {
        Map<String, Object> before = Dictionaries.orEmpty(Dictionaries.of(plain(own.get("_pre_nms_top_n"))));
        Map<String, Object> after = Dictionaries.orEmpty(Dictionaries.of(plain(own.get("_post_nms_top_n"))));
        put("rpn.preNmsLimitTraining", before.get("training"));
        put("rpn.preNmsLimit", before.get("testing"));
        put("rpn.proposalsTraining", after.get("training"));
        put("rpn.proposalsInference", after.get("testing"));
        put("rpn.nmsThreshold", own.get("nms_thresh"));
        put("rpn.minSide", own.get("min_size"));
    }

    private void put(String setting, Object value) {
        if (value instanceof Number) {
            settings.put(setting, value.toString());
        }
    }

    /** Returns the value that is wrapped in TorchScript's markers of lists and dictionaries. */
    private static Object plain(Object value) {
        boolean marked = value instanceof PickledObject call && call.callable().startsWith("torch.jit._pickle.");
        return marked ? ((PickledObject) value).argument(0) : value;
    }

    private static List<?> list(Object value) {
        return plain(value) instanceof List<?> list ? list : List.of();
    }

    /** Returns the numbers in a list and in its nested lists. */
    private static List<Double> numbers(Object value) {
        List<Double> numbers = new ArrayList<>();
        for (Object item : list(value)) {
            List<?> items = plain(item) instanceof Number number ? List.of(number) : list(item);
            items.stream()
                    .filter(Number.class::isInstance)
                    .forEach(number -> numbers.add(((Number) number).doubleValue()));
        }
        return numbers;
    }
}
