// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.util.Optional;
import org.mrcnn.train.internal.LossMeans;

/** Averages losses and metrics over each epoch. */
final class EpochMeans {

    private final int stepsPerEpoch;
    private LossMeans means = new LossMeans();

    /** @param stepsPerEpoch 0 for a run without epochs */
    EpochMeans(int stepsPerEpoch) {
        this.stepsPerEpoch = stepsPerEpoch;
    }

    /** Returns the report of the epoch that the step ends, if it ends one. */
    Optional<EpochReport> after(StepReport step) {
        if (stepsPerEpoch == 0) {
            return Optional.empty();
        }
        means.add(step.losses());
        if (step.step() % stepsPerEpoch != 0) {
            return Optional.empty();
        }
        EpochReport report = new EpochReport(step.step() / stepsPerEpoch, step.step(), means.mean());
        means = new LossMeans();
        return Optional.of(report);
    }
}
