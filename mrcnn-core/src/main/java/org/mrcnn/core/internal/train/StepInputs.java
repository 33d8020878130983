// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.Arrays;
import java.util.Objects;
import org.mrcnn.core.internal.graph.RegionSeeds;
import org.mrcnn.data.internal.loader.TrainingBatch;

/**
 * What a training step reads; {@link StepPlaceholders} copies it into the graph's placeholders.
 *
 * @param batch images and targets
 * @param rois float[N * P * 4], zero after the last of an image: regions in pixels where {@code roi.useRpnRois} is false, or
 *     normalized proposals for a step that is built to be given them; else empty
 * @param seed seed of the choice of regions, or {@link RegionSeeds#IN_ORDER}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over to the graph without a copy
public record StepInputs(TrainingBatch batch, float[] rois, long seed) {

    /** Checks that every image has as many regions. */
    public StepInputs {
        Objects.requireNonNull(batch, "batch");
        if (rois.length % (4 * batch.size()) != 0) {
            throw new IllegalArgumentException("rois: expected 4 numbers a region and as many regions for each of the "
                    + batch.size() + " images, found " + rois.length + " numbers");
        }
    }

    /** The images {@code from} to {@code to}, excluded, for which the same regions are chosen as in the whole. */
    public StepInputs part(int from, int to) {
        int perImage = rois.length / batch.size();
        return new StepInputs(
                batch.part(from, to),
                Arrays.copyOfRange(rois, from * perImage, to * perImage),
                RegionSeeds.from(seed, from));
    }

    /** A step on the network's own proposals. */
    public static StepInputs of(TrainingBatch batch, long seed) {
        return new StepInputs(batch, new float[0], seed);
    }
}
