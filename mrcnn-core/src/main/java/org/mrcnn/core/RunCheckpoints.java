// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.mrcnn.core.internal.model.TrainingState;
import org.mrcnn.train.Trainer;
import org.mrcnn.train.TrainingHistory;
import org.mrcnn.train.Validation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Saves checkpoints of a run at intervals, and when it has ended. */
final class RunCheckpoints {

    private static final Logger LOG = LoggerFactory.getLogger(RunCheckpoints.class);

    private final Settings settings;
    private final TrainingSession session;
    private final Optional<Validation> validating;
    private final CheckpointFiles files;
    private final Map<String, Double> loop;

    /**
     * Where and how often checkpoints are saved.
     *
     * @param file null for no checkpoints
     * @param minutes minutes between two checkpoints
     * @param kept maximum number of checkpoints
     * @param resumed checkpoint that the run resumes from; null for none
     * @param written callbacks that receive the file of each checkpoint
     */
    record Settings(Path file, double minutes, int kept, Path resumed, List<Consumer<Path>> written) {

        /** Returns whether the first checkpoint that this run replaces is the one that it resumes from. */
        boolean continuesItsFile() {
            try {
                return file != null && resumed != null && Files.exists(file) && Files.isSameFile(file, resumed);
            } catch (IOException e) {
                return false;
            }
        }
    }

    /** Creates the checkpoints of a run that begins now. */
    RunCheckpoints(Settings settings, TrainingSession session, Optional<Validation> validating) {
        this.settings = settings;
        this.session = session;
        this.validating = validating;
        files = new CheckpointFiles(
                settings.file(), settings.kept(), settings.continuesItsFile() ? session.steps() : 0);
        loop = new HashMap<>(session.progress().loopBefore());
        loop.remove(TrainingState.FINISHED);
    }

    /** Adds saving to the loop. */
    void begin(Trainer<?> trainer) {
        if (settings.file() != null) {
            files.warnOfSpace(session.stages().checkpointBytes(), LOG::warn);
            trainer.saving(settings.minutes(), this::save);
        }
    }

    private void save(int steps, double seconds) throws IOException {
        validating.ifPresent(validation -> loop.putAll(validation.state()));
        files.save(steps, file -> session.saveCheckpoint(file, seconds, loop));
        settings.written().forEach(each -> each.accept(settings.file()));
    }

    /**
     * Saves at the end. After all steps a failure is only logged, because the model itself is what matters; a run that was
     * stopped would be lost without its checkpoint.
     */
    void end(TrainingHistory history) {
        if (settings.file() == null) {
            return;
        }
        boolean stopped = history.ending() == TrainingHistory.Ending.STOPPED;
        if (!stopped) {
            loop.put(TrainingState.FINISHED, 1.0);
        }
        try {
            save(session.steps(), seconds(history));
        } catch (IOException | UncheckedIOException e) {
            if (stopped) {
                throw e instanceof IOException io ? new UncheckedIOException(io) : (UncheckedIOException) e;
            }
            LOG.warn("The last checkpoint could not be written: {}", e.toString());
        }
    }

    private double seconds(TrainingHistory history) {
        return history.steps().isEmpty()
                ? session.progress().secondsBefore()
                : history.steps().get(history.steps().size() - 1).elapsedSeconds();
    }
}
