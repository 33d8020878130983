// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Saves a run at intervals. If a file cannot be written, saving is tried again later: the run is worth more than the file. */
final class Checkpoints {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    /** For a run that writes no checkpoints. */
    static final Checkpoints NONE = new Checkpoints(0, (steps, seconds) -> {});

    private final double interval;
    private final Trainer.Saver saver;
    private double last;

    /** @param interval interval in seconds; 0 for no checkpoints */
    Checkpoints(double interval, Trainer.Saver saver) {
        this.interval = interval;
        this.saver = saver;
    }

    /** Starts the first interval at this time. */
    void begin(double elapsed) {
        last = elapsed;
    }

    /** Saves if the interval has passed. */
    void saveIfDue(int steps, double elapsed) {
        if (interval > 0 && elapsed - last >= interval) {
            saveOrWarn("The checkpoint after step " + steps, saver, steps, elapsed);
            last = elapsed;
        }
    }

    /** Saves; a failure to write is only logged. */
    static void saveOrWarn(String what, Trainer.Saver saver, int steps, double elapsed) {
        try {
            saver.save(steps, elapsed);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} could not be written, training continues: {}", what, e.toString());
        }
    }
}
