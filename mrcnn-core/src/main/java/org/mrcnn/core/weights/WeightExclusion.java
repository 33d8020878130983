package org.mrcnn.core.weights;

import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which layers an import leaves out: they keep their first values, and what the file has of them is not read. Ready choices:
 *
 * <ul>
 *   <li>{@code heads}: the three layers whose size is the number of classes, mrcnn_class_logits, mrcnn_bbox_fc and
 *       mrcnn_mask: for a model of other classes
 *   <li>{@code top}: all but the backbone: for a network that was trained to classify pictures
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

    /** What depends on the number of classes starts afresh. */
    public static final WeightExclusion HEADS = of("heads");

    /** All but the backbone starts afresh. */
    public static final WeightExclusion TOP = of("top");

    private final String layers;
    private final Pattern pattern;

    private WeightExclusion(String layers, Pattern pattern) {
        this.layers = layers;
        this.pattern = pattern;
    }

    /**
     * The choice of that name, or that expression.
     *
     * @throws IllegalArgumentException where it is neither
     */
    public static WeightExclusion of(String layers) {
        try {
            return new WeightExclusion(layers, Pattern.compile(NAMED.getOrDefault(layers, layers)));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "exclude: expected heads, top, none or a regular expression over layer names, found " + layers
                            + ": " + e.getDescription(),
                    e);
        }
    }

    /** Whether the weight of that name, such as {@code mrcnn_mask/kernel}, is left out. */
    @Override
    public boolean test(String weight) {
        return pattern.matcher(KerasNames.layerOf(weight)).matches();
    }

    /**
     * Checks that something is left out, unless nothing was to be: an expression with a slip of the pen is no exclusion.
     *
     * @param weights names of all weights of model and file
     */
    void requireAny(Collection<String> weights) {
        if (!pattern.pattern().isEmpty() && weights.stream().noneMatch(this)) {
            TreeSet<String> names = new TreeSet<>();
            weights.forEach(weight -> names.add(KerasNames.layerOf(weight)));
            throw new IllegalArgumentException("exclude: " + layers + " matches no layer; there are " + names);
        }
    }

    @Override
    public String toString() {
        return layers;
    }
}
