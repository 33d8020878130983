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
 * An exponential moving average of weights (Polyak averaging), which usually gives better results than the weights themselves.
 * Added to a {@link Trainer} as a listener, it is updated after each step. {@link #swap} exchanges it with the weights, to
 * evaluate or save it; a second call exchanges them back, to continue training. After n updates the decay is at most (1 + n) /
 * (10 + n), so that the initial weights soon lose their influence. Owns as much native memory as the weights. Not thread-safe.
 */
public final class WeightAverage implements TrainingListener, AutoCloseable {

    private final double decay;
    private final Map<String, INDArray> weights = new LinkedHashMap<>();
    private final Map<String, INDArray> averages = new LinkedHashMap<>();
    private long updates;

    /**
     * Creates an average of no weights yet; {@link #follow} adds them.
     *
     * @param decay fraction of the old average that each update keeps, from 0, below 1; 0.999 averages over about a thousand
     *     steps
     */
    public WeightAverage(double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException("average: expected a decay from 0, below 1, found " + decay);
        }
        this.decay = decay;
    }

    /**
     * Adds weights, whose averages start at their current values. Weights that were added before keep their averages.
     *
     * @param more row-major FLOAT arrays by name, which the caller continues to own
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

    /** Updates the averages with the current weights. */
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

    /** Exchanges averages and weights. A second call restores them, bit for bit. */
    public void swap() {
        averages.forEach((name, average) -> WeightMath.swap(average, weights.get(name)));
    }

    /** Returns the averages by name. Copy what must be kept after an update. */
    public Map<String, INDArray> state() {
        return Collections.unmodifiableMap(averages);
    }

    /**
     * Restores the averages of an interrupted run.
     *
     * @param updatesBefore number of updates before the interruption
     * @param saved copies of the arrays that {@link #state} returned; averages of weights that are not among them do not change
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
