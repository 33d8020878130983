// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.internal.loader.LoaderPosition;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The state that a training run needs in addition to the weights to resume with the same results, bit for bit, as without the
 * interruption.
 *
 * @param steps number of steps made
 * @param seconds duration so far
 * @param position position in the training data
 * @param data digest of the training data; null in checkpoints of versions that did not cover annotations
 * @param objective weights of the losses that the run trains for, by name
 * @param loop state of the loop by name, from {@link org.mrcnn.train.Validation#state}; empty in checkpoints of earlier
 *     versions
 * @param optimizer state of the optimizer, from {@link org.mrcnn.engine.internal.optimizer.Optimizer#state}, and the averages
 *     of the weights
 */
public record TrainingState(
        int steps,
        double seconds,
        LoaderPosition position,
        DatasetDigest data,
        Map<String, Double> objective,
        Map<String, Double> loop,
        Map<String, INDArray> optimizer)
        implements AutoCloseable {

    /** The state of a run before its first step. */
    public static final TrainingState START =
            new TrainingState(0, 0, LoaderPosition.START, null, Map.of(), Map.of(), Map.of());

    /** Checks the numbers. */
    public TrainingState {
        check(steps, seconds);
        objective = Collections.unmodifiableMap(new LinkedHashMap<>(objective));
        loop = Map.copyOf(loop);
        optimizer = Collections.unmodifiableMap(new LinkedHashMap<>(optimizer));
    }

    /** Name of the value in {@link #loop} that marks a finished run. */
    public static final String FINISHED = "finished";

    /** Returns whether the run is finished. It can be resumed with more steps. */
    public boolean isFinished() {
        return loop.containsKey(FINISHED);
    }

    /**
     * Checks that a resumed run gets the data that it was started with.
     *
     * @param now digest of {@code dataset}
     * @throws IllegalArgumentException if the data differ; the message says in which part
     */
    public void requireSameData(DatasetDigest now, Dataset dataset) {
        if (data == null) {
            throw new IllegalArgumentException("the checkpoint does not say which images and annotations it was made"
                    + " with: it was written by an earlier version and cannot be resumed; start a new run from its"
                    + " weights (--weights)");
        }
        String difference = data.difference(now, dataset);
        if (!difference.isEmpty()) {
            throw new IllegalArgumentException("the checkpoint was made with other training data: " + difference
                    + " changed; restore them to resume, or start a new run from its weights (--weights)");
        }
    }

    static void check(int steps, double seconds) {
        if (steps < 0 || !(seconds >= 0) || Double.isInfinite(seconds)) {
            throw new IllegalArgumentException("training state: expected steps and finite seconds of at least 0, found "
                    + steps + " and " + seconds);
        }
    }

    /** Frees the optimizer's arrays. For code that read the state from a file. */
    @Override
    public void close() {
        optimizer.values().forEach(INDArray::close);
    }
}
