// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.Arrays;
import java.util.Objects;
import org.mrcnn.core.internal.graph.RegionSeeds;
import org.mrcnn.data.internal.loader.TrainingBatch;

/**
 * The inputs of a training step. {@link StepPlaceholders} copies them to the placeholders of the graph.
 *
 * @param batch images and targets
 * @param rois float[N * P * 4], padded with zeros per image: RoIs in pixels if {@code roi.useRpnRois} is false, or normalized
 *     proposals for a step with given proposals; otherwise empty
 * @param seed seed for the selection of RoIs, or {@link RegionSeeds#IN_ORDER}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over to the graph without a copy
public record StepInputs(TrainingBatch batch, float[] rois, long seed) {

    /** Checks that every image has the same number of RoIs. */
    public StepInputs {
        Objects.requireNonNull(batch, "batch");
        if (rois.length % (4 * batch.size()) != 0) {
            throw new IllegalArgumentException("rois: expected 4 numbers a region and as many regions for each of the "
                    + batch.size() + " images, found " + rois.length + " numbers");
        }
    }

    /**
     * Returns the images {@code from} (inclusive) to {@code to} (exclusive), for which the same RoIs are selected as in the
     * whole batch.
     */
    public StepInputs part(int from, int to) {
        int perImage = rois.length / batch.size();
        return new StepInputs(
                batch.part(from, to),
                Arrays.copyOfRange(rois, from * perImage, to * perImage),
                RegionSeeds.from(seed, from));
    }

    /** Returns the inputs of a step on the network's own proposals. */
    public static StepInputs of(TrainingBatch batch, long seed) {
        return new StepInputs(batch, new float[0], seed);
    }
}
