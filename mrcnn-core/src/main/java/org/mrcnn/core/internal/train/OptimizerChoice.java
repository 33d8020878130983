// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import org.mrcnn.core.config.OptimizerConfig;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.engine.optimizer.OptimizerSettings;
import org.mrcnn.losses.Weights;
import org.nd4j.linalg.learning.config.Adam;

/** The optimizer that a configuration describes. */
final class OptimizerChoice {

    /** Decay of Adam's average of squares, and its epsilon, from Kingma and Ba 2015 and PyTorch alike. */
    private static final double ADAM_BETA2 = 0.999;

    private static final double ADAM_EPSILON = 1e-8;

    private OptimizerChoice() {}

    /** With the learning rates of layers. */
    static OptimizerSettings of(GraphParts parts) {
        OptimizerConfig config = parts.config().train().optimizer();
        LayerRates rates = new LayerRates(
                config.rateFactors(), parts.backbone(), parts.weights().keySet());
        return settings(config).withRateFactor(rates);
    }

    private static OptimizerSettings settings(OptimizerConfig config) {
        OptimizerSettings settings =
                switch (config.kind()) {
                    case SGD -> OptimizerSettings.momentum(config.momentum());
                    case ADAM, ADAMW ->
                        OptimizerSettings.of(
                                new Adam(config.learningRate(), config.momentum(), ADAM_BETA2, ADAM_EPSILON));
                };
        if (config.clipNorm() > 0) {
            settings = settings.withClipNorm(config.clipNorm());
        }
        return config.l2() == OptimizerConfig.L2.DECOUPLED
                ? settings.withWeightDecay(config.weightDecay(), Weights.kernels())
                : settings;
    }
}
