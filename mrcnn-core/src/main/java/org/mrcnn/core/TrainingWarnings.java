// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.HashMap;
import java.util.Map;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.losses.LossReport;
import org.mrcnn.train.StepReport;
import org.mrcnn.train.TrainingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for runs that learn nothing, and says once what may help. */
final class TrainingWarnings implements TrainingListener {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingWarnings.class);

    /** Steps without a positive after which something is wrong: at the beginning some are normal. */
    static final int STEPS = 200;

    /** Steps that are averaged to see whether the loss moves. */
    static final int WINDOW = 500;

    private static final double LEAST_CHANGE = 0.001;

    private static final Map<String, String> REMEDIES = Map.of(
            NetworkNames.RPN_BBOX_LOSS,
                    "no anchor matches an object: compare rpn.anchorScales with the sizes of the objects after resizing"
                            + " (scripts/mrcnn inspect suggests scales)",
            NetworkNames.MRCNN_MASK_LOSS,
                    "no region of interest overlaps an object: train the region proposal network too (train.layers), raise"
                            + " rpn.proposalsTraining, or look at the annotations with scripts/mrcnn inspect");

    private final Map<String, Integer> zeros = new HashMap<>();
    private double firstMean;
    private double sum;
    private int counted;

    @Override
    public void onStep(StepReport step) {
        REMEDIES.forEach((loss, remedy) -> look(loss, remedy, step.losses()));
        sum += step.losses().total();
        counted++;
        if (counted % WINDOW == 0) {
            compare(sum / WINDOW);
            sum = 0;
        }
    }

    /** A loss over positives alone is exactly 0 where there is none. */
    private void look(String loss, String remedy, LossReport report) {
        if (!report.losses().containsKey(loss)) {
            return;
        }
        int inARow = report.value(loss) == 0 ? zeros.getOrDefault(loss, 0) + 1 : 0;
        zeros.put(loss, inARow);
        if (inARow == STEPS) {
            LOG.warn("{} was exactly 0 in {} steps in a row: {}", loss, STEPS, remedy);
        }
    }

    private void compare(double mean) {
        if (counted == WINDOW) {
            firstMean = mean;
        } else if (counted == 2 * WINDOW && Math.abs(mean - firstMean) < LEAST_CHANGE * Math.abs(firstMean)) {
            LOG.warn(
                    "The loss does not move: {} in the first {} steps, {} in the next. Raise train.optimizer.learningRate, or"
                            + " look at train.layers and at the annotations",
                    firstMean,
                    WINDOW,
                    mean);
        }
    }
}
