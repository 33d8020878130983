// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Classical momentum, {@code v' = momentum * v + rate * gradient; weights -= v'}: the SGD of Keras and Matterport's Mask
 * R-CNN, which ND4J lacks (its {@code Nesterovs} looks ahead).
 */
public final class Momentum implements IUpdater {

    private static final long serialVersionUID = 1;

    private final double momentum;
    private double learningRate;

    /**
     * Creates the rule.
     *
     * @param momentum the fraction of the last update that is kept, 0 (inclusive) to 1 (exclusive)
     */
    public Momentum(double momentum) {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum: expected a number from 0 to below 1, found " + momentum);
        }
        this.momentum = momentum;
    }

    /** Returns the fraction of the last update that is kept. */
    public double momentum() {
        return momentum;
    }

    @Override
    public long stateSize(long numParams) {
        return numParams;
    }

    @Override
    public GradientUpdater<Momentum> instantiate(INDArray viewArray, boolean initializeViewArray) {
        Updater updater = new Updater();
        updater.setStateViewArray(viewArray, new long[] {viewArray.length()}, 'c', initializeViewArray);
        return updater;
    }

    @Override
    public GradientUpdater<Momentum> instantiate(Map<String, INDArray> state, boolean initializeStateArrays) {
        Updater updater = new Updater();
        updater.setState(state, initializeStateArrays);
        return updater;
    }

    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod")
    public Momentum clone() {
        Momentum copy = new Momentum(momentum);
        copy.learningRate = learningRate;
        return copy;
    }

    @Override
    public double getLearningRate(int iteration, int epoch) {
        return learningRate;
    }

    @Override
    public boolean hasLearningRate() {
        return true;
    }

    /** Sets the learning rate; schedules are not supported. */
    @Override
    public void setLrAndSchedule(double rate, ISchedule schedule) {
        if (schedule != null) {
            throw new IllegalArgumentException("this rule takes a learning rate at each step, not a schedule");
        }
        learningRate = rate;
    }

    /** The velocity of one variable. */
    private final class Updater implements GradientUpdater<Momentum> {

        private static final String VELOCITY = "V";

        private INDArray velocity;

        @Override
        public Momentum getConfig() {
            return Momentum.this;
        }

        @Override
        public void setState(Map<String, INDArray> state, boolean initialize) {
            if (!state.keySet().equals(Set.of(VELOCITY))) {
                throw new IllegalArgumentException("momentum has the state " + VELOCITY + ", not " + state.keySet());
            }
            velocity = state.get(VELOCITY);
        }

        @Override
        public Map<String, INDArray> getState() {
            return Map.of(VELOCITY, velocity);
        }

        @Override
        public void setStateViewArray(INDArray view, long[] shape, char order, boolean initialize) {
            velocity = view.reshape(order, shape);
            if (initialize) {
                velocity.assign(0);
            }
        }

        @Override
        public void applyUpdater(INDArray gradient, int iteration, int epoch) {
            velocity.muli(momentum).addi(gradient.muli(learningRate));
            gradient.assign(velocity);
        }
    }
}
