package org.mrcnn.core.internal.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mrcnn.data.internal.loader.LoaderPosition;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a training run needs in addition to the weights to resume with the same bits as if it had not been interrupted.
 *
 * @param steps done
 * @param seconds used
 * @param position in the training data
 * @param objective the losses that the run trains for, with their weights
 * @param optimizer what the optimizer remembers, as of {@link org.mrcnn.engine.optimizer.Optimizer#state}
 */
public record TrainingState(
        int steps,
        double seconds,
        LoaderPosition position,
        Map<String, Double> objective,
        Map<String, INDArray> optimizer)
        implements AutoCloseable {

    /** That of a run which has not begun. */
    public static final TrainingState START = new TrainingState(0, 0, LoaderPosition.START, Map.of(), Map.of());

    /** Checks the numbers. */
    public TrainingState {
        check(steps, seconds);
        objective = Collections.unmodifiableMap(new LinkedHashMap<>(objective));
        optimizer = Collections.unmodifiableMap(new LinkedHashMap<>(optimizer));
    }

    static void check(int steps, double seconds) {
        if (steps < 0 || !(seconds >= 0) || Double.isInfinite(seconds)) {
            throw new IllegalArgumentException("training state: expected steps and finite seconds of at least 0, found "
                    + steps + " and " + seconds);
        }
    }

    /** Frees the optimizer's arrays; for whoever read the state from a file. */
    @Override
    public void close() {
        optimizer.values().forEach(INDArray::close);
    }
}
