// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.Map;
import org.mrcnn.core.internal.model.DatasetDigest;
import org.mrcnn.core.internal.model.TrainingState;
import org.mrcnn.core.model.Provenance;

/** How far a run has come since its first step, an interruption included, and the provenance of its model by then. */
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
     * That of a run that begins or resumes now.
     *
     * @param data digest of the training data
     * @param before of the model that is trained
     * @param seed of the run
     * @param state of the checkpoint that it resumes from, or {@link TrainingState#START}
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

    /** Whether this session has changed the model. */
    boolean isMade() {
        return done > 0;
    }

    /** Steps made, those before an interruption included. */
    int steps() {
        return stepsBefore + done;
    }

    /** Seconds used, those before an interruption included. */
    double seconds() {
        return secondsBefore + (System.nanoTime() - start) * NANO;
    }

    /** Seconds before the interruption. */
    double secondsBefore() {
        return secondsBefore;
    }

    /** What the loop remembered at the interruption. */
    Map<String, Double> loopBefore() {
        return loopBefore;
    }

    /** Where the weights come from now. */
    Provenance provenance() {
        return before.trained(data.whole(), seed, done);
    }

    /**
     * What a checkpoint needs.
     *
     * @param seconds used
     * @param loop what the loop remembers
     * @param stages of the run
     */
    TrainingState state(double seconds, Map<String, Double> loop, StageRunner stages) {
        return new TrainingState(
                steps(),
                seconds,
                stages.loader().position(),
                data,
                stages.step().objective().weights(),
                loop,
                stages.state());
    }
}
