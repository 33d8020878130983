// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.train.internal.Part;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Provides the inputs of a step to the graph, in native memory, for the duration of a run.
 *
 * @param anchors anchors for all image sizes
 * @param useRpnRois whether the graph computes its own RoIs, from anchors
 * @param roisName name of the placeholder of given RoIs
 */
record StepFeed(AnchorArrays anchors, boolean useRpnRois, String roisName) {

    /** Provides the placeholders of the whole batch. */
    <T> T whole(StepInputs inputs, Function<Map<String, INDArray>, T> use) {
        int[] all = {0, inputs.batch().size()};
        return parts(inputs, all, parts -> use.apply(parts.get(0).placeholders()));
    }

    /**
     * Provides the placeholders of parts of the batch.
     *
     * @param bounds index at which each part begins, followed by the number of images
     */
    <T> T parts(StepInputs inputs, int[] bounds, Function<List<Part>, T> use) {
        requireRegions(inputs);
        TrainingBatch batch = inputs.batch();
        List<StepPlaceholders> copies = new ArrayList<>();
        try (AnchorArrays.Lent lent = anchors.lend(batch.height(), batch.width())) {
            List<Part> parts = new ArrayList<>();
            for (int i = 0; i + 1 < bounds.length; i++) {
                boolean whole = bounds.length == 2;
                StepInputs own = whole ? inputs : inputs.part(bounds[i], bounds[i + 1]);
                copies.add(new StepPlaceholders(own, roisName));
                parts.add(new Part(placeholders(copies.get(i), lent), bounds[i + 1] - bounds[i]));
            }
            return use.apply(parts);
        } finally {
            copies.forEach(StepPlaceholders::close);
        }
    }

    private Map<String, INDArray> placeholders(StepPlaceholders arrays, AnchorArrays.Lent lent) {
        return useRpnRois ? arrays.with(NetworkNames.INPUT_ANCHORS, lent.array()) : arrays.all();
    }

    private void requireRegions(StepInputs inputs) {
        if (!useRpnRois && inputs.rois().length == 0) {
            throw new IllegalArgumentException(
                    "roi.useRpnRois is false: the regions to train on must be given with each"
                            + " batch, by calling GraphStep.step(StepInputs, ...); set it to true to train on proposals");
        }
    }
}
