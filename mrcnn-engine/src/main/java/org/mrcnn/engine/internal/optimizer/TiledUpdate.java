// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.optimizer;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.mrcnn.engine.internal.Momentum;
import org.mrcnn.engine.internal.NativeCopy;
import org.mrcnn.engine.internal.Parallel;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * An update rule that updates weights in one pass over weights, gradient and state. ND4J's updaters use one array operation per
 * term, and the time of an update is limited by memory bandwidth. Each value is computed independently.
 */
abstract class TiledUpdate {

    /** Number of values per tile; the tiles of a thread stay in its cache. */
    private static final int TILE = 4096;

    /**
     * The scalars of a step.
     *
     * @param gradientFactor factor that clips the gradients
     * @param learningRate learning rate of the step
     * @param kept fraction of the weights that remains after decay, 1 for no decay
     * @param iteration number of steps before this one
     */
    record Step(double gradientFactor, double learningRate, double kept, long iteration) {}

    /** Returns the equivalent of ND4J's rule, if there is one. */
    static Optional<TiledUpdate> of(IUpdater rule) {
        if (rule instanceof Momentum momentum) {
            return Optional.of(new MomentumUpdate(momentum.momentum()));
        }
        return rule instanceof Adam adam ? Optional.of(new AdamUpdate(adam)) : Optional.empty();
    }

    /** Returns the number of state values per weight. */
    abstract int memories();

    /** Updates the first {@code n} weights of a tile, and their state, from their clipped gradient. */
    abstract void update(Step step, float[] weights, float[] gradient, float[][] memory, int n);

    /**
     * Updates weights.
     *
     * @param weights row-major
     * @param gradient row-major, in the shape of the weights; not changed
     * @param memory the state: one array after the other, each with as many values as the weights
     */
    final void apply(Step step, INDArray weights, INDArray gradient, INDArray memory) {
        int length = Math.toIntExact(weights.length());
        FloatBuffer w = NativeCopy.bytes(weights).asFloatBuffer();
        FloatBuffer g = NativeCopy.bytes(gradient).asFloatBuffer();
        FloatBuffer m = NativeCopy.bytes(memory).asFloatBuffer();
        Parallel.tiles(length, TILE, () -> {
            float[] tileW = new float[TILE];
            float[] tileG = new float[TILE];
            float[][] tileM = new float[memories()][TILE];
            return (at, n) -> {
                w.get(at, tileW, 0, n);
                g.get(at, tileG, 0, n);
                scale(tileG, (float) step.gradientFactor(), n);
                scale(tileW, (float) step.kept(), n);
                for (int i = 0; i < tileM.length; i++) {
                    m.get(i * length + at, tileM[i], 0, n);
                }
                update(step, tileW, tileG, tileM, n);
                w.put(at, tileW, 0, n);
                for (int i = 0; i < tileM.length; i++) {
                    m.put(i * length + at, tileM[i], 0, n);
                }
            };
        });
    }

    private static void scale(float[] values, float factor, int n) {
        if (factor != 1) {
            for (int i = 0; i < n; i++) {
                values[i] *= factor;
            }
        }
    }

    /** See {@link Momentum}. */
    private static final class MomentumUpdate extends TiledUpdate {

        private final float momentum;

        MomentumUpdate(double momentum) {
            this.momentum = (float) momentum;
        }

        @Override
        int memories() {
            return 1;
        }

        @Override
        void update(Step step, float[] weights, float[] gradient, float[][] memory, int n) {
            float rate = (float) step.learningRate();
            float[] velocity = memory[0];
            for (int i = 0; i < n; i++) {
                velocity[i] = momentum * velocity[i] + rate * gradient[i];
                weights[i] -= velocity[i];
            }
        }
    }

    /** Kingma and Ba 2015, in the form that ends their section 2, as ND4J's. */
    private static final class AdamUpdate extends TiledUpdate {

        private final double beta1;
        private final double beta2;
        private final float epsilon;

        AdamUpdate(Adam adam) {
            beta1 = adam.getBeta1();
            beta2 = adam.getBeta2();
            epsilon = (float) adam.getEpsilon();
        }

        @Override
        int memories() {
            return 2;
        }

        @Override
        void update(Step step, float[] weights, float[] gradient, float[][] memory, int n) {
            double t = step.iteration() + 1.0;
            float rate = (float) (step.learningRate() * Math.sqrt(1 - Math.pow(beta2, t)) / (1 - Math.pow(beta1, t)));
            float keep1 = (float) beta1;
            float keep2 = (float) beta2;
            float take1 = (float) (1 - beta1);
            float take2 = (float) (1 - beta2);
            float[] mean = memory[0];
            float[] square = memory[1];
            for (int i = 0; i < n; i++) {
                float g = gradient[i];
                mean[i] = keep1 * mean[i] + take1 * g;
                square[i] = keep2 * square[i] + take2 * g * g;
                weights[i] -= rate * mean[i] / ((float) Math.sqrt(square[i]) + epsilon);
            }
        }
    }
}
