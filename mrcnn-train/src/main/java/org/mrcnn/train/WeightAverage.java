// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mrcnn.engine.internal.NativeCopy;
import org.mrcnn.train.internal.WeightMath;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An exponential moving average of weights (Polyak averaging), which usually evaluates better than the weights themselves. As
 * a listener of a {@link Trainer} it follows each step; {@link #swap} exchanges it with the weights, to evaluate or save it,
 * and again to train on. In the first steps the decay is at most (1 + n) / (10 + n) after n updates, so that the initial
 * weights are soon forgotten. Owns its native memory, as much as the weights'. Not thread-safe.
 */
public final class WeightAverage implements TrainingListener, AutoCloseable {

    private final double decay;
    private final Map<String, INDArray> weights = new LinkedHashMap<>();
    private final Map<String, INDArray> averages = new LinkedHashMap<>();
    private long updates;

    /**
     * An average that follows no weights yet.
     *
     * @param decay share of the old average that each update keeps, below 1; 0.999 remembers about a thousand steps
     */
    public WeightAverage(double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException("average: expected a decay from 0, below 1, found " + decay);
        }
        this.decay = decay;
    }

    /**
     * Follows these weights too, from their values of this moment; those that it follows already keep their average.
     *
     * @param more FLOAT arrays by name, in row-major order; they stay the caller's
     */
    public WeightAverage follow(Map<String, INDArray> more) {
        more.forEach((name, array) -> {
            if (array.dataType() != DataType.FLOAT || !NativeCopy.isRowMajor(array)) {
                throw new IllegalArgumentException("average: expected row-major FLOAT arrays, found " + name + " of "
                        + array.dataType() + " " + array.shapeInfoToString());
            }
            if (weights.putIfAbsent(name, array) == null) {
                averages.put(
                        name,
                        Nd4j.createUninitializedDetached(DataType.FLOAT, array.shape())
                                .assign(array));
            }
        });
        return this;
    }

    /** Moves the averages towards the weights. */
    public void update() {
        double keep = Math.min(decay, (1.0 + updates) / (10.0 + updates));
        averages.forEach(
                (name, average) -> WeightMath.blend(average, (float) keep, weights.get(name), (float) (1 - keep)));
        updates++;
    }

    @Override
    public void onStep(StepReport step) {
        update();
    }

    /** Exchanges averages and weights; twice leaves all bits as they were. */
    public void swap() {
        averages.forEach((name, average) -> WeightMath.swap(average, weights.get(name)));
    }

    /** The averages by name; copy what must be kept after an update. */
    public Map<String, INDArray> state() {
        return Collections.unmodifiableMap(averages);
    }

    /**
     * Resumes after so many updates.
     *
     * @param saved copies of what {@link #state} gave; weights that are followed now and were not then keep their values
     */
    public void restore(long updatesBefore, Map<String, INDArray> saved) {
        if (updatesBefore < 0) {
            throw new IllegalArgumentException("average: expected 0 updates or more, found " + updatesBefore);
        }
        updates = updatesBefore;
        saved.forEach((name, array) -> {
            INDArray average = averages.get(name);
            if (average != null && average.length() != array.length()) {
                throw new IllegalArgumentException(
                        "average of " + name + ": expected " + average.length() + " values, found " + array.length());
            }
            if (average != null) {
                average.assign(array.reshape('c', average.shape()));
            }
        });
    }

    @Override
    public void close() {
        averages.values().forEach(INDArray::close);
        averages.clear();
        weights.clear();
    }
}
