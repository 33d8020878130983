package org.mrcnn.core.internal.train;

import java.util.Collection;
import java.util.Map;
import java.util.function.Predicate;
import org.mrcnn.core.internal.LayerPattern;

/**
 * Which weights are trained, as Matterport's {@code train(layers=...)}: {@code heads}, {@code 3+}, {@code 4+}, {@code 5+},
 * {@code all}, or a regular expression that must match a whole layer name. Moving statistics are never trained by gradients.
 */
public final class LayerSelection implements Predicate<String> {
    private static final String HEADS = "(mrcnn_.*)|(rpn_.*)|(fpn_.*)";
    private static final String STAGE_5 = "(res5.*)|(bn5.*)|" + HEADS;
    private static final String STAGE_4 = "(res4.*)|(bn4.*)|" + STAGE_5;
    private static final String STAGE_3 = "(res3.*)|(bn3.*)|" + STAGE_4;
    private static final Map<String, String> NAMED =
            Map.of("heads", HEADS, "3+", STAGE_3, "4+", STAGE_4, "5+", STAGE_5, "all", ".*");

    private final LayerPattern layers;

    private LayerSelection(LayerPattern layers) {
        this.layers = layers;
    }

    /**
     * The selection of that name or expression.
     *
     * @throws IllegalArgumentException where it is neither
     */
    public static LayerSelection of(String layers) {
        return new LayerSelection(LayerPattern.of("train.layers", NAMED, layers));
    }

    /** Whether the weight of that name is trained. */
    @Override
    public boolean test(String weight) {
        return !weight.endsWith("/moving_mean") && !weight.endsWith("/moving_variance") && layers.matches(weight);
    }

    /**
     * Checks that something is trained.
     *
     * @param weights names of all weights of the model
     * @throws IllegalArgumentException listing the layers where none matches
     */
    public LayerSelection requireAny(Collection<String> weights) {
        if (weights.stream().noneMatch(this)) {
            throw layers.matchesNone(weights);
        }
        return this;
    }
}
