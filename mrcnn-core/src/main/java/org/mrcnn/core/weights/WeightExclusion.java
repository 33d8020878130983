// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.weights;

import java.util.Collection;
import java.util.Map;
import java.util.function.Predicate;
import org.mrcnn.core.internal.LayerPattern;

/**
 * Which layers an import leaves out: they keep their first values, and what the file has of them is not read. Ready choices:
 *
 * <ul>
 *   <li>{@code heads}: the three layers whose size is the number of classes, mrcnn_class_logits, mrcnn_bbox_fc and
 *       mrcnn_mask: for a model of other classes
 *   <li>{@code top}: all but the backbone: for a network that was trained to classify images
 *   <li>{@code none}
 * </ul>
 *
 * Anything else is a regular expression that must match a whole layer name.
 */
public final class WeightExclusion implements Predicate<String> {

    private static final Map<String, String> NAMED = Map.of(
            "none", "",
            "heads", "mrcnn_class_logits|mrcnn_bbox_fc|mrcnn_mask",
            "top", "(mrcnn_|rpn_|fpn_).*");

    /** Everything is loaded. */
    public static final WeightExclusion NONE = of("none");

    /** The layers that depend on the number of classes are not loaded. */
    public static final WeightExclusion HEADS = of("heads");

    /** Only the backbone is loaded. */
    public static final WeightExclusion TOP = of("top");

    private final LayerPattern layers;

    private WeightExclusion(LayerPattern layers) {
        this.layers = layers;
    }

    /**
     * The choice of that name, or that expression.
     *
     * @throws IllegalArgumentException where it is neither
     */
    public static WeightExclusion of(String layers) {
        return new WeightExclusion(LayerPattern.of("exclude", NAMED, layers));
    }

    /** Whether the weight of that name, such as {@code mrcnn_mask/kernel}, is left out. */
    @Override
    public boolean test(String weight) {
        return layers.matches(weight);
    }

    /**
     * Checks that something is left out, unless nothing was to be: an expression with a slip of the pen is no exclusion.
     *
     * @param weights names of all weights of model and file
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
