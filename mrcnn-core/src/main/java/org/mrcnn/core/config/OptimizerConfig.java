// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Settings of the optimizer, which updates the weights from their gradients.
 *
 * @param kind the update rule
 * @param learningRate full learning rate, reached after warm-up (Matterport {@code LEARNING_RATE})
 * @param momentum momentum of SGD, or beta1 of Adam (Matterport {@code LEARNING_MOMENTUM})
 * @param weightDecay strength of the weight decay (Matterport {@code WEIGHT_DECAY})
 * @param l2 the form of the weight decay
 * @param clipNorm maximum norm of the gradient over all weights; 0 = no limit (Matterport {@code GRADIENT_CLIP_NORM})
 * @param rateFactors factors of the learning rate by layers, which are selected as in {@code train.layers}; the first entry
 *     that matches a layer applies, other layers have factor 1
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

    /** Creates settings with the same learning rate for all layers. */
    public OptimizerConfig(
            Kind kind, double learningRate, double momentum, double weightDecay, L2 l2, double clipNorm) {
        this(kind, learningRate, momentum, weightDecay, l2, clipNorm, Map.of());
    }

    /**
     * Returns Matterport's settings: SGD, learning rate 0.001, momentum 0.9, weight decay 1e-4, gradients clipped to a norm of
     * 5.
     */
    public static OptimizerConfig defaults() {
        return new OptimizerConfig(Kind.SGD, 0.001, 0.9, 1e-4, L2.MATTERPORT, 5);
    }

    /** Returns AdamW with beta1 0.9 and gradients clipped to a norm of 5. */
    public static OptimizerConfig adamW(double learningRate, double weightDecay) {
        return new OptimizerConfig(Kind.ADAMW, learningRate, 0.9, weightDecay, L2.DECOUPLED, 5);
    }

    public OptimizerConfig withLearningRate(double value) {
        return new OptimizerConfig(kind, value, momentum, weightDecay, l2, clipNorm, rateFactors);
    }

    /** Sets the strength and the form of the weight decay. */
    public OptimizerConfig withWeightDecay(double strength, L2 form) {
        return new OptimizerConfig(kind, learningRate, momentum, strength, form, clipNorm, rateFactors);
    }

    public OptimizerConfig withClipNorm(double value) {
        return new OptimizerConfig(kind, learningRate, momentum, weightDecay, l2, value, rateFactors);
    }

    /**
     * Sets factors of the learning rate by layers, such as {@code heads} or {@code res[2-5].*}; the first entry that matches
     * applies.
     */
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
        ADAMW;

        /** Returns the spelling of configurations. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Forms of weight decay. */
    public enum L2 {
        /** The loss {@code l2_loss}: decay * sum(w^2) / size(w), over kernels and biases, but not gamma and beta. */
        MATTERPORT,
        /** The loss {@code l2_loss}: decay * sum(w^2) over kernels. */
        DECAY,
        /** Not a loss: each step of AdamW reduces the kernels by learning rate * decay * kernel. */
        DECOUPLED;

        /** Returns the spelling of configurations. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
