// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.Map;
import org.mrcnn.core.internal.model.DatasetDigest;
import org.mrcnn.core.internal.model.TrainingState;
import org.mrcnn.core.model.Provenance;

/** The progress of a run since its first step, including the time before an interruption, and the provenance of its model. */
final class RunProgress {

    private static final double NANO = 1e-9;

    private final DatasetDigest data;
    private final Provenance before;
    private final long seed;
    private final int stepsBefore;
    private final double secondsBefore;
    private final Map<String, Double> loopBefore;
    private final long start = System.nanoTime();
    private int done;

    /**
     * Creates the progress of a run that begins or resumes now.
     *
     * @param data the digest of the training data
     * @param before provenance of the model before the run
     * @param seed seed of the run
     * @param state state of the checkpoint that the run resumes from, or {@link TrainingState#START}
     */
    RunProgress(DatasetDigest data, Provenance before, long seed, TrainingState state) {
        this.data = data;
        this.before = before;
        this.seed = seed;
        stepsBefore = state.steps();
        secondsBefore = state.seconds();
        loopBefore = state.loop();
    }

    void countStep() {
        done++;
    }

    /** Returns whether this session has changed the model. */
    boolean isMade() {
        return done > 0;
    }

    /** Returns the number of steps made, including those before an interruption. */
    int steps() {
        return stepsBefore + done;
    }

    /** Returns the seconds used, including those before an interruption. */
    double seconds() {
        return secondsBefore + (System.nanoTime() - start) * NANO;
    }

    /** Returns the seconds before the interruption. */
    double secondsBefore() {
        return secondsBefore;
    }

    /** Returns the state of the loop at the interruption. */
    Map<String, Double> loopBefore() {
        return loopBefore;
    }

    /** Returns the current provenance of the weights. */
    Provenance provenance() {
        return before.trained(data.whole(), seed, done);
    }

    /**
     * Returns the state for a checkpoint.
     *
     * @param seconds seconds used
     * @param loop state of the loop
     * @param stages the stages of the run
     */
    TrainingState state(double seconds, Map<String, Double> loop, StageRunner stages) {
        return new TrainingState(
                steps(),
                seconds,
                stages.batches().position(),
                data,
                stages.step().objective().weights(),
                loop,
                stages.state());
    }
}
