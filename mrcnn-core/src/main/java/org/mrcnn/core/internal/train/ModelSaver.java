package org.mrcnn.core.internal.train;

import java.io.IOException;

/** Writes down a training run between two steps, whole or not at all. */
@FunctionalInterface
public interface ModelSaver {
    /**
     * Saves.
     *
     * @param steps done, those before a break counted
     * @param seconds used
     */
    void save(int steps, double seconds) throws IOException;
}
