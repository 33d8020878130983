package org.mrcnn.core.train;

import java.io.IOException;

/** Writes the model that is being trained to its file, whole or not at all. */
@FunctionalInterface
public interface ModelSaver {
    /**
     * Saves.
     *
     * @param steps done by this run
     */
    void save(int steps) throws IOException;
}
