package org.mrcnn.core.train;

import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which weights are trained, as Matterport's {@code train(layers=...)}: {@code heads}, {@code 3+}, {@code 4+}, {@code 5+},
 * {@code all}, or a regular expression that must match a whole layer name. A weight {@code res3a_branch2a/kernel} belongs
 * to the layer {@code res3a_branch2a}. Moving statistics are never trained by gradients.
 */
public final class LayerSelection implements Predicate<String> {
    private static final String HEADS = "(mrcnn_.*)|(rpn_.*)|(fpn_.*)";
    private static final String STAGE_5 = "(res5.*)|(bn5.*)|" + HEADS;
    private static final String STAGE_4 = "(res4.*)|(bn4.*)|" + STAGE_5;
    private static final String STAGE_3 = "(res3.*)|(bn3.*)|" + STAGE_4;
    private static final Map<String, String> NAMED =
            Map.of("heads", HEADS, "3+", STAGE_3, "4+", STAGE_4, "5+", STAGE_5, "all", ".*");

    private final String layers;
    private final Pattern pattern;

    private LayerSelection(String layers, Pattern pattern) {
        this.layers = layers;
        this.pattern = pattern;
    }

    /**
     * The selection of that name or expression.
     *
     * @throws IllegalArgumentException where it is neither
     */
    public static LayerSelection of(String layers) {
        try {
            return new LayerSelection(layers, Pattern.compile(NAMED.getOrDefault(layers, layers)));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "train.layers: expected heads, 3+, 4+, 5+, all or a regular expression over layer names, found "
                            + layers + ": " + e.getDescription(),
                    e);
        }
    }

    /** Whether the weight of that name is trained. */
    @Override
    public boolean test(String weight) {
        return !weight.endsWith("/moving_mean")
                && !weight.endsWith("/moving_variance")
                && pattern.matcher(layer(weight)).matches();
    }

    /**
     * Checks that something is trained.
     *
     * @param weights names of all weights of the model
     * @throws IllegalArgumentException listing the layers where none matches
     */
    public LayerSelection requireAny(Collection<String> weights) {
        if (weights.stream().noneMatch(this)) {
            TreeSet<String> names = new TreeSet<>();
            weights.forEach(weight -> names.add(layer(weight)));
            throw new IllegalArgumentException(
                    "train.layers: " + layers + " matches no layer that can be trained; there are " + names);
        }
        return this;
    }

    private static String layer(String weight) {
        int slash = weight.lastIndexOf('/');
        return slash < 0 ? weight : weight.substring(0, slash);
    }
}
