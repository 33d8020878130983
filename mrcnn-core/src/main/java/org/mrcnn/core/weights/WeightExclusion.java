// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.weights;

import java.util.Collection;
import java.util.Map;
import java.util.function.Predicate;
import org.mrcnn.core.internal.LayerPattern;

/**
 * Selects the layers that a weight import leaves out: the model keeps its values for them, and the file's are not read.
 * Predefined names:
 *
 * <ul>
 *   <li>{@code heads}: the three layers whose size depends on the number of classes (mrcnn_class_logits, mrcnn_bbox_fc,
 *       mrcnn_mask), for a model with other classes
 *   <li>{@code top}: all layers except the backbone, for weights of a network that was trained to classify images
 *   <li>{@code none}: no layer
 * </ul>
 *
 * Anything else is a regular expression that must match a whole layer name.
 */
public final class WeightExclusion implements Predicate<String> {

    private static final Map<String, String> NAMED = Map.of(
            "none", "",
            "heads", "mrcnn_class_logits|mrcnn_bbox_fc|mrcnn_mask",
            "top", "(mrcnn_|rpn_|fpn_).*");

    /** Leaves out nothing. */
    public static final WeightExclusion NONE = of("none");

    /** Leaves out the layers whose size depends on the number of classes. */
    public static final WeightExclusion HEADS = of("heads");

    /** Leaves out everything except the backbone. */
    public static final WeightExclusion TOP = of("top");

    private final LayerPattern layers;

    private WeightExclusion(LayerPattern layers) {
        this.layers = layers;
    }

    /**
     * Returns the exclusion for a predefined name or a regular expression.
     *
     * @throws IllegalArgumentException if {@code layers} is neither
     */
    public static WeightExclusion of(String layers) {
        return new WeightExclusion(LayerPattern.of("exclude", NAMED, layers));
    }

    /** Returns whether the weight with this name, such as {@code mrcnn_mask/kernel}, is left out. */
    @Override
    public boolean test(String weight) {
        return layers.matches(weight);
    }

    /**
     * Checks that an exclusion other than {@code none} leaves something out: an expression with a typing error would exclude
     * nothing.
     *
     * @param weights names of all weights of the model and the file
     */
    void requireAny(Collection<String> weights) {
        if (!layers.isEmpty() && weights.stream().noneMatch(this)) {
            throw layers.matchesNone(weights);
        }
    }

    @Override
    public String toString() {
        return layers.toString();
    }
}
