// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.optimizer;

import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.mrcnn.engine.internal.Momentum;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * How weights are updated from their gradients.
 *
 * @param updater ND4J's update rule ({@code Sgd}, {@code Nesterovs}, {@code Adam}, ...); its own learning rate is not used
 * @param clipNorm the largest global norm of the gradients, positive; infinity for no limit
 * @param weightDecay decoupled weight decay (Loshchilov and Hutter 2019): weights shrink by learning rate times this
 * @param decays the names of the variables that decay
 * @param rateFactor what the learning rate is multiplied by for the variable of that name, 0 or more
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
                    "clipNorm must be positive, or infinite for no clipping, but is " + clipNorm);
        }
        if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("weightDecay must be 0 or more but is " + weightDecay);
        }
        Objects.requireNonNull(decays, "decays");
        Objects.requireNonNull(rateFactor, "rateFactor");
        updater = updater.clone();
    }

    /** Without clipping and decay. */
    public static OptimizerSettings of(IUpdater updater) {
        return new OptimizerSettings(updater, Double.POSITIVE_INFINITY, 0, name -> false, name -> 1);
    }

    /**
     * Classical momentum, {@code v' = momentum * v + rate * gradient; weights -= v'}, the SGD of Keras and Matterport's Mask
     * R-CNN, without clipping and decay. ND4J's {@code Nesterovs} looks ahead instead.
     *
     * @param momentum what remains of the last update, 0 (inclusive) to 1 (exclusive)
     */
    public static OptimizerSettings momentum(double momentum) {
        return of(new Momentum(momentum));
    }

    /** Limits the norm of all gradients together. */
    public OptimizerSettings withClipNorm(double norm) {
        return new OptimizerSettings(updater, norm, weightDecay, decays, rateFactor);
    }

    /** With decay; Adam becomes AdamW. */
    public OptimizerSettings withWeightDecay(double decay, Predicate<String> variables) {
        return new OptimizerSettings(updater, clipNorm, decay, variables, rateFactor);
    }

    /** With a learning rate of its own for each variable, as a factor of the rate of the step. */
    public OptimizerSettings withRateFactor(ToDoubleFunction<String> factor) {
        return new OptimizerSettings(updater, clipNorm, weightDecay, decays, factor);
    }
}
