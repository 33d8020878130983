// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.losses.LossReport;
import org.mrcnn.train.StepReport;
import org.mrcnn.train.TrainingListener;
import org.slf4j.LoggerFactory;

/** Detects runs that learn nothing or diverge, and logs once what may help. */
final class TrainingWarnings implements TrainingListener {

    /** Number of steps without a positive after which a warning is logged: some are normal at the beginning. */
    static final int STEPS = 200;

    /** Number of steps that are averaged to see whether the loss changes. */
    static final int WINDOW = 500;

    /** Number of steps that are averaged to see whether the loss rises. */
    static final int RISING_WINDOW = 100;

    private static final double LEAST_CHANGE = 0.001;

    /** Factor by which the loss exceeds its minimum in a run that diverges. */
    private static final double RISE = 1.5;

    private static final Map<String, String> REMEDIES = Map.of(
            NetworkNames.RPN_BBOX_LOSS,
                    "no anchor matches an object: compare rpn.anchorScales with the sizes of the objects after resizing"
                            + " (scripts/mrcnn inspect suggests scales)",
            NetworkNames.MRCNN_MASK_LOSS,
                    "no region of interest overlaps an object: train the region proposal network too (train.layers), raise"
                            + " rpn.proposalsTraining, or look at the annotations with scripts/mrcnn inspect");

    private final double clipNorm;
    private final Consumer<String> warn;
    private final Map<String, Integer> zeros = new HashMap<>();
    private double firstMean;
    private double sum;
    private int counted;
    private double risingSum;
    private double lowestMean = Double.POSITIVE_INFINITY;
    private int risen;
    private int clipped;

    /** @param clipNorm norm to which gradients are clipped; 0 for none */
    TrainingWarnings(double clipNorm) {
        this(clipNorm, LoggerFactory.getLogger(TrainingWarnings.class)::warn);
    }

    /** @param warn receives each warning */
    TrainingWarnings(double clipNorm, Consumer<String> warn) {
        this.clipNorm = clipNorm;
        this.warn = warn;
    }

    @Override
    public void onStep(StepReport step) {
        REMEDIES.forEach((loss, remedy) -> look(loss, remedy, step.losses()));
        sum += step.losses().total();
        risingSum += step.losses().total();
        counted++;
        if (counted % WINDOW == 0) {
            compare(sum / WINDOW);
            sum = 0;
        }
        if (counted % RISING_WINDOW == 0) {
            lookForRise(risingSum / RISING_WINDOW, step);
            risingSum = 0;
        }
        lookForClipping(step);
    }

    /** Checks a loss over positives, which is exactly 0 if there are none. */
    private void look(String loss, String remedy, LossReport report) {
        if (!report.losses().containsKey(loss)) {
            return;
        }
        int inARow = report.value(loss) == 0 ? zeros.getOrDefault(loss, 0) + 1 : 0;
        zeros.put(loss, inARow);
        if (inARow == STEPS) {
            warn.accept(loss + " was exactly 0 in " + STEPS + " steps in a row: " + remedy);
        }
    }

    private void compare(double mean) {
        if (counted == WINDOW) {
            firstMean = mean;
        } else if (counted == 2 * WINDOW && Math.abs(mean - firstMean) < LEAST_CHANGE * Math.abs(firstMean)) {
            warn.accept(
                    "The loss does not move: " + firstMean + " in the first " + WINDOW + " steps, " + mean
                            + " in the next. Raise train.optimizer.learningRate, or look at train.layers and at the annotations");
        }
    }

    /** Warns at the second of two consecutive windows, because a single one may be bad luck. */
    private void lookForRise(double mean, StepReport step) {
        risen = mean > RISE * lowestMean ? risen + 1 : 0;
        if (risen == 2) {
            warn.accept("The loss rises: " + mean + " in the last " + RISING_WINDOW + " steps, " + lowestMean
                    + " in the best before. Lower train.optimizer.learningRate (now " + step.learningRate()
                    + "), or begin with a longer train.schedule.warmupSteps");
        }
        lowestMean = Math.min(lowestMean, mean);
    }

    private void lookForClipping(StepReport step) {
        clipped = clipNorm > 0 && step.gradientNorm() > clipNorm ? clipped + 1 : 0;
        if (clipped == WINDOW) {
            warn.accept("The gradient was clipped in each of the last " + WINDOW + " steps, the last from a norm of "
                    + step.gradientNorm() + " to train.optimizer.clipNorm, " + clipNorm + ". If the loss does not fall,"
                    + " lower train.optimizer.learningRate (now " + step.learningRate() + "); else raise clipNorm");
        }
    }
}
