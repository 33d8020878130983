// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * From gradients to new weights.
 *
 * @param kind the rule
 * @param learningRate full rate, reached after warm-up (Matterport {@code LEARNING_RATE})
 * @param momentum momentum of SGD; Adam's first average of gradients (Matterport {@code LEARNING_MOMENTUM})
 * @param weightDecay strength of the weight decay (Matterport {@code WEIGHT_DECAY})
 * @param l2 what that strength means
 * @param clipNorm maximum norm of the gradient over all weights; 0 = no limit (Matterport {@code GRADIENT_CLIP_NORM})
 * @param rateFactors factors of the learning rate by layers, named as {@code train.layers} names them; the first that
 *     matches counts, layers that none matches keep 1
 */
public record OptimizerConfig(
        Kind kind,
        double learningRate,
        double momentum,
        double weightDecay,
        L2 l2,
        double clipNorm,
        Map<String, Double> rateFactors) {
    private static final double MAX_RATE = 1000;

    public OptimizerConfig {
        new ConfigFaults("train.optimizer")
                .present("kind", kind)
                .above0("learningRate", learningRate, MAX_RATE)
                .require(momentum >= 0 && momentum < 1, "momentum", "a number from 0, below 1", momentum)
                .notNegative("weightDecay", weightDecay, MAX_RATE)
                .present("l2", l2)
                .require(
                        l2 == null || kind == null || (l2 == L2.DECOUPLED) == (kind == Kind.ADAMW),
                        "l2",
                        "decoupled with kind adamw, matterport or decay with the others",
                        l2 + " with " + kind)
                .notNegative("clipNorm", clipNorm)
                .factors("rateFactors", rateFactors)
                .check();
        rateFactors = Collections.unmodifiableMap(new LinkedHashMap<>(rateFactors));
    }

    /** The same rate for all layers. */
    public OptimizerConfig(
            Kind kind, double learningRate, double momentum, double weightDecay, L2 l2, double clipNorm) {
        this(kind, learningRate, momentum, weightDecay, l2, clipNorm, Map.of());
    }

    /** Matterport's: SGD 0.001, momentum 0.9, decay 1e-4, clipped at 5. */
    public static OptimizerConfig defaults() {
        return new OptimizerConfig(Kind.SGD, 0.001, 0.9, 1e-4, L2.MATTERPORT, 5);
    }

    /** AdamW with the first average at 0.9 and the gradient clipped at 5. */
    public static OptimizerConfig adamW(double learningRate, double weightDecay) {
        return new OptimizerConfig(Kind.ADAMW, learningRate, 0.9, weightDecay, L2.DECOUPLED, 5);
    }

    public OptimizerConfig withLearningRate(double value) {
        return new OptimizerConfig(kind, value, momentum, weightDecay, l2, clipNorm, rateFactors);
    }

    /** Strength of the pull to 0, and what it means. */
    public OptimizerConfig withWeightDecay(double strength, L2 form) {
        return new OptimizerConfig(kind, learningRate, momentum, strength, form, clipNorm, rateFactors);
    }

    public OptimizerConfig withClipNorm(double value) {
        return new OptimizerConfig(kind, learningRate, momentum, weightDecay, l2, value, rateFactors);
    }

    /** Factors of the learning rate by layers, such as {@code heads} or {@code res[2-5].*}; the first that matches counts. */
    public OptimizerConfig withRateFactors(Map<String, Double> value) {
        return new OptimizerConfig(kind, learningRate, momentum, weightDecay, l2, clipNorm, value);
    }

    /** The rule that turns gradients into new weights. */
    public enum Kind {
        /** Stochastic gradient descent with momentum, as Matterport trains. */
        SGD,
        /** Adam (Kingma and Ba, 2015). */
        ADAM,
        /** Adam with decoupled weight decay (Loshchilov and Hutter, 2019). */
        ADAMW
    }

    /** What weight decay means. */
    public enum L2 {
        /** Loss {@code l2_loss}: decay * sum(w^2) / size(w), biases included, gamma and beta left out. */
        MATTERPORT,
        /** Loss {@code l2_loss}: decay * sum(w^2) over kernels. */
        DECAY,
        /** No loss: AdamW shrinks the kernels by learning rate * decay in each step. */
        DECOUPLED
    }
}
