package org.mrcnn.core;

import java.nio.file.Path;

/**
 * Where and how often a training run writes down all that it needs to go on. The file is a model file too: a checkpoint can
 * be loaded and detects.
 *
 * @param file replaced as a whole each time; null for none
 * @param minutes between two
 */
public record Checkpoints(Path file, double minutes) {

    /** Nothing is written. */
    public static final Checkpoints NONE = new Checkpoints(null, 0);

    /** Checks the interval. */
    public Checkpoints {
        if (!(minutes >= 0) || (file != null && minutes == 0)) {
            throw new IllegalArgumentException("checkpoints: expected minutes above 0, found " + minutes);
        }
    }
}
