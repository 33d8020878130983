// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import org.mrcnn.core.config.OptimizerConfig;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.engine.optimizer.OptimizerSettings;
import org.mrcnn.losses.Weights;
import org.nd4j.linalg.learning.config.Adam;

/** Creates the optimizer settings of a configuration. */
final class OptimizerChoice {

    /** Decay of Adam's average of squares, and below its epsilon, as in Kingma and Ba 2015 and in PyTorch. */
    private static final double ADAM_BETA2 = 0.999;

    private static final double ADAM_EPSILON = 1e-8;

    private OptimizerChoice() {}

    /** Returns the settings, with the learning rates of layers. */
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
