package org.mrcnn.core;

import java.nio.file.Path;
import org.mrcnn.core.internal.model.TrainingState;

/**
 * Where and how often a training run writes down all that it needs to go on, and from where it goes on itself. The file is a
 * model file too: a checkpoint can be loaded and detects.
 *
 * @param file replaced as a whole each time; null for none
 * @param minutes between two; 0 for none
 * @param start what the run goes on from, {@link TrainingState#START} for a new one; the caller closes it
 */
public record Checkpoints(Path file, double minutes, TrainingState start) {

    /** A new run of which nothing is written. */
    public static final Checkpoints NONE = new Checkpoints(null, 0, TrainingState.START);

    /** Checks the interval. */
    public Checkpoints {
        if (!(minutes >= 0) || (file == null) != (minutes == 0)) {
            throw new IllegalArgumentException(
                    "checkpoints: expected a file and minutes above 0, found " + file + " and " + minutes);
        }
    }

    /** Of a new run. */
    public static Checkpoints every(double minutes, Path file) {
        return new Checkpoints(file, minutes, TrainingState.START);
    }

    /** Of a run that goes on, with the same bits as if it had not been interrupted, where steps end it. */
    public Checkpoints resuming(TrainingState from) {
        return new Checkpoints(file, minutes, from);
    }
}
