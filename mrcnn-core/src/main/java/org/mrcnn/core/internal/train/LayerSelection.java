// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.internal.LayerPattern;

/**
 * Selects the trained weights, as in Matterport's {@code train(layers=...)}: {@code heads}; {@code 3+}, {@code 4+} or {@code
 * 5+} for the heads and the backbone from this stage on; {@code all}; or a regular expression that must match a whole layer
 * name. Moving statistics are never trained by gradients.
 */
public final class LayerSelection implements Predicate<String> {
    private static final String HEADS = "(mrcnn_.*)|(rpn_.*)|(fpn_.*)";
    private static final Pattern HEAD = Pattern.compile(HEADS);
    private static final Pattern STAGES = Pattern.compile("([345])\\+");
    private static final Map<String, String> NAMED =
            Map.of("heads", HEADS, "3+", HEADS, "4+", HEADS, "5+", HEADS, "all", ".*");

    private final String setting;
    private final LayerPattern layers;
    private final Backbone backbone;
    /** First stage of the backbone; greater than the last stage for none. */
    private final int firstStage;

    private LayerSelection(String setting, LayerPattern layers, Backbone backbone, int firstStage) {
        this.setting = setting;
        this.layers = layers;
        this.backbone = backbone;
        this.firstStage = firstStage;
    }

    /** Returns the selection of {@code train.layers}. */
    public static LayerSelection of(String layers, Backbone backbone) {
        return of("train.layers", layers, backbone);
    }

    /**
     * Returns the selection with this name or expression.
     *
     * @param setting name of the setting, for messages
     * @param backbone the backbone, which knows the stages of its layers
     * @throws IllegalArgumentException if {@code layers} is neither
     */
    static LayerSelection of(String setting, String layers, Backbone backbone) {
        Matcher stages = STAGES.matcher(layers);
        int firstStage = stages.matches() ? Integer.parseInt(stages.group(1)) : Integer.MAX_VALUE;
        return new LayerSelection(setting, LayerPattern.of(setting, NAMED, layers), backbone, firstStage);
    }

    /** Returns whether the weight with this name is trained. */
    @Override
    public boolean test(String weight) {
        return !weight.endsWith("/moving_mean")
                && !weight.endsWith("/moving_variance")
                && (layers.matches(weight) || isOfStages(weight));
    }

    private boolean isOfStages(String weight) {
        return isOfBackbone(weight) && backbone.stageOf(LayerPattern.layerOf(weight)) >= firstStage;
    }

    private static boolean isOfBackbone(String weight) {
        return !HEAD.matcher(weight).matches();
    }

    /**
     * Checks that at least one weight is trained, and, if a stage is named, one of the backbone.
     *
     * @param weights names of all weights of the model
     * @throws IllegalArgumentException if none matches; the message lists the layers
     */
    public LayerSelection requireAny(Collection<String> weights) {
        if (weights.stream().noneMatch(this)) {
            throw layers.matchesNone(weights);
        }
        if (firstStage != Integer.MAX_VALUE && weights.stream().noneMatch(this::isOfStages)) {
            TreeSet<String> names = new TreeSet<>();
            weights.stream().filter(LayerSelection::isOfBackbone).forEach(w -> names.add(LayerPattern.layerOf(w)));
            throw new IllegalArgumentException(setting + ": " + layers + " matches no layer of the backbone "
                    + backbone.name() + ": none belongs to stage " + firstStage + " or a later one; name layers stage"
                    + firstStage + "_..., or override Backbone.stageOf. Its layers: " + names);
        }
        return this;
    }
}
