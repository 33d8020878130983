// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.core.internal.graph.AnchorArrays;
import org.mrcnn.core.internal.graph.TinyNetwork;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.train.TrainStep;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class GraphStepTest {
    private static final MaskRcnnConfig CONFIG = TinyNetwork.config();
    private static final MaskRcnnConfig GIVEN = CONFIG.withRoi(CONFIG.roi().withUseRpnRois(false));

    /** Tests Matterport's USE_RPN_ROIS = False, with which Matterport's own model cannot be built. */
    @Test
    void trainsOnTheRegionsThatItIsGiven() {
        float[] rois = TinyNetwork.rois(2).data().asFloat();
        AtomicReference<float[]> normalized = new AtomicReference<>();
        try (AnchorArrays anchors = new AnchorArrays(DataSettings.anchors(GIVEN.rpn()));
                GraphStep step =
                        new GraphStep(TinyNetwork.parts(GIVEN, 1), anchors, List.of(NetworkNames.ROI), false)) {
            TrainStep.Result report = step.step(
                    new StepInputs(batch(GIVEN), rois, 3),
                    1e-3,
                    out -> normalized.set(
                            out.get(NetworkNames.ROI).dup('c').data().asFloat()));
            assertThat(report.losses().firstNonFinite()).isEmpty();
            assertThat(report.losses().value(NetworkNames.MRCNN_BBOX_LOSS)).isPositive();
            assertThat(report.gradientNorm()).isPositive();
        }
        assertThat(normalized.get()).hasSize(rois.length);
        assertThat(normalized.get()[2]).isEqualTo((rois[2] - 1) / (TinyNetwork.SIZE - 1));
    }

    @Test
    void saysWhereGivenRegionsAreMissing() {
        try (AnchorArrays anchors = new AnchorArrays(DataSettings.anchors(GIVEN.rpn()));
                GraphStep step = new GraphStep(TinyNetwork.parts(GIVEN, 1), anchors, List.of(), false)) {
            assertThatThrownBy(() -> step.step(step.inputs(batch(GIVEN), 0), 1e-3, out -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("roi.useRpnRois is false")
                    .hasMessageContaining("GraphStep.step(StepInputs, ...)");
        }
    }

    @Test
    void everyImageHasAsManyRegions() {
        TrainingBatch batch = batch(CONFIG);
        assertThatThrownBy(() -> new StepInputs(batch, new float[12], 0))
                .hasMessageContaining("rois: expected 4 numbers a region")
                .hasMessageContaining("found 12");
    }

    static TrainingBatch batch(MaskRcnnConfig config) {
        Map<String, INDArray> arrays = TinyNetwork.batch(config, 2, 3);
        INDArray image = arrays.get(NetworkNames.INPUT_IMAGE);
        INDArray masks = arrays.get(NetworkNames.INPUT_GT_MASKS);
        int[] values = masks.castTo(DataType.INT32).dup('c').data().asInt();
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return new TrainingBatch(
                2,
                (int) image.size(1),
                (int) image.size(2),
                (int) arrays.get(NetworkNames.INPUT_RPN_MATCH).size(1),
                (int) arrays.get(NetworkNames.INPUT_RPN_BBOX).size(1),
                (int) arrays.get(NetworkNames.INPUT_IMAGE_META).size(1),
                (int) masks.size(3),
                (int) masks.size(1),
                (int) masks.size(2),
                new long[] {1, 2},
                List.of("a", "b"),
                image.data().asFloat(),
                arrays.get(NetworkNames.INPUT_IMAGE_META).data().asFloat(),
                arrays.get(NetworkNames.INPUT_RPN_MATCH).data().asInt(),
                arrays.get(NetworkNames.INPUT_RPN_BBOX).data().asFloat(),
                arrays.get(NetworkNames.INPUT_GT_CLASS_IDS).data().asInt(),
                arrays.get(NetworkNames.INPUT_GT_BOXES).data().asFloat(),
                bytes);
    }
}
