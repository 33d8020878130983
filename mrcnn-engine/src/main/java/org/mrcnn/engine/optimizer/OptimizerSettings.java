// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.optimizer;

import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.mrcnn.engine.internal.Momentum;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Settings for updating weights from their gradients.
 *
 * @param updater ND4J's update rule ({@code Sgd}, {@code Nesterovs}, {@code Adam}, ...); its own learning rate is not used
 * @param clipNorm the largest norm of all gradients together, positive; infinity for no limit
 * @param weightDecay strength of the decoupled weight decay (Loshchilov and Hutter 2019): each step reduces weights by learning
 *     rate * weightDecay * weight
 * @param decays whether weight decay applies to the variable with this name
 * @param rateFactor the factor of the learning rate for the variable with this name, 0 or more
 */
public record OptimizerSettings(
        IUpdater updater,
        double clipNorm,
        double weightDecay,
        Predicate<String> decays,
        ToDoubleFunction<String> rateFactor) {

    public OptimizerSettings {
        if (!(clipNorm > 0)) {
            throw new IllegalArgumentException(
                    "clipNorm: expected a number above 0, or infinity for no clipping, found " + clipNorm);
        }
        if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("weightDecay: expected a number from 0, found " + weightDecay);
        }
        Objects.requireNonNull(updater, "updater");
        Objects.requireNonNull(decays, "decays");
        Objects.requireNonNull(rateFactor, "rateFactor");
        updater = updater.clone();
    }

    /** Returns settings without clipping and weight decay. */
    public static OptimizerSettings of(IUpdater updater) {
        return new OptimizerSettings(updater, Double.POSITIVE_INFINITY, 0, name -> false, name -> 1);
    }

    /**
     * Returns settings for classical momentum, {@code v' = momentum * v + rate * gradient; weights -= v'}, as in SGD of Keras
     * and in Matterport's Mask R-CNN, without clipping and weight decay. ND4J's {@code Nesterovs} differs: it looks ahead.
     *
     * @param momentum the fraction of the last update that is kept, 0 (inclusive) to 1 (exclusive)
     */
    public static OptimizerSettings momentum(double momentum) {
        return of(new Momentum(momentum));
    }

    /** Returns a copy that limits the norm of all gradients together. */
    public OptimizerSettings withClipNorm(double norm) {
        return new OptimizerSettings(updater, norm, weightDecay, decays, rateFactor);
    }

    /** Returns a copy with this weight decay for the variables whose names the predicate accepts. It turns Adam into AdamW. */
    public OptimizerSettings withWeightDecay(double decay, Predicate<String> variables) {
        return new OptimizerSettings(updater, clipNorm, decay, variables, rateFactor);
    }

    /**
     * Returns a copy with a learning rate per variable, given as a factor of the step's learning rate by the variable's name.
     */
    public OptimizerSettings withRateFactor(ToDoubleFunction<String> factor) {
        return new OptimizerSettings(updater, clipNorm, weightDecay, decays, factor);
    }
}
