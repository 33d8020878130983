// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.engine.internal.NativeCopy;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The placeholders of one training step in native memory, freed on close. */
final class StepPlaceholders implements AutoCloseable {

    /** Name of the placeholder of RoIs in pixels. */
    static final String REGIONS = NetworkNames.INPUT_ROIS;

    /** Name of the placeholder of normalized proposals. */
    static final String PROPOSALS = MaskRcnnGraph.given(NetworkNames.ROI);

    private final Map<String, INDArray> arrays = new LinkedHashMap<>();

    /** Copies the inputs of a step on the network's own proposals. */
    StepPlaceholders(StepInputs inputs) {
        this(inputs, REGIONS);
    }

    /**
     * Copies the inputs of a step.
     *
     * @param roisName name of the placeholder for the RoIs
     */
    StepPlaceholders(StepInputs inputs, String roisName) {
        TrainingBatch b = inputs.batch();
        arrays.put(
                NetworkNames.INPUT_IMAGE, NativeCopy.of(b.inputImage(), b.size(), b.height(), b.width(), b.channels()));
        arrays.put(NetworkNames.INPUT_IMAGE_META, NativeCopy.of(b.inputImageMeta(), b.size(), b.metaLength()));
        arrays.put(NetworkNames.INPUT_RPN_MATCH, NativeCopy.of(b.inputRpnMatch(), b.size(), b.anchors(), 1));
        arrays.put(NetworkNames.INPUT_RPN_BBOX, NativeCopy.of(b.inputRpnBbox(), b.size(), b.rpnAnchors(), 4));
        arrays.put(NetworkNames.INPUT_GT_CLASS_IDS, NativeCopy.of(b.inputGtClassIds(), b.size(), b.gtCount()));
        arrays.put(NetworkNames.INPUT_GT_BOXES, NativeCopy.of(b.inputGtBoxes(), b.size(), b.gtCount(), 4));
        arrays.put(
                NetworkNames.INPUT_GT_MASKS,
                NativeCopy.of(b.inputGtMasks(), b.size(), b.maskHeight(), b.maskWidth(), b.gtCount()));
        arrays.put(NetworkNames.INPUT_SEED, NativeCopy.of(new long[] {inputs.seed()}, 1));
        if (inputs.rois().length > 0) {
            int rows = inputs.rois().length / (4 * b.size());
            arrays.put(roisName, NativeCopy.of(inputs.rois(), b.size(), rows, 4));
            if (roisName.equals(PROPOSALS)) {
                int[] counts = new int[b.size()];
                Arrays.fill(counts, rows);
                arrays.put(MaskRcnnGraph.given(NetworkNames.ROI_COUNT), NativeCopy.of(counts, b.size()));
            }
        }
    }

    /** Returns the placeholders by name. */
    Map<String, INDArray> all() {
        return new LinkedHashMap<>(arrays);
    }

    /** Returns the placeholders by name, with an additional one. */
    Map<String, INDArray> with(String name, INDArray array) {
        Map<String, INDArray> all = new LinkedHashMap<>(arrays);
        all.put(name, array);
        return all;
    }

    @Override
    public void close() {
        arrays.values().forEach(INDArray::close);
        arrays.clear();
    }
}
