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
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.train.StepReport;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class GraphStepTest {
    private static final MaskRcnnConfig CONFIG = TinyNetwork.config();
    private static final MaskRcnnConfig GIVEN = CONFIG.withRoi(CONFIG.roi().withUseRpnRois(false));

    /** Matterport's USE_RPN_ROIS = False, which does not build there. */
    @Test
    void trainsOnTheRegionsThatItIsGiven() {
        float[] rois = TinyNetwork.rois(2).data().asFloat();
        AtomicReference<float[]> normalized = new AtomicReference<>();
        try (AnchorArrays anchors = new AnchorArrays(DataSettings.anchors(GIVEN.rpn()));
                GraphStep step = new GraphStep(TinyNetwork.parts(GIVEN, 1), anchors, List.of("ROI"), false)) {
            StepReport report = step.step(
                    new StepInputs(batch(GIVEN), rois, 3),
                    1e-3,
                    out -> normalized.set(out.get("ROI").dup('c').data().asFloat()));
            assertThat(report.losses().firstNonFinite()).isEmpty();
            assertThat(report.losses().value("mrcnn_bbox_loss")).isPositive();
            assertThat(report.gradientNorm()).isPositive();
        }
        assertThat(normalized.get()).hasSize(rois.length);
        assertThat(normalized.get()[2]).isEqualTo((rois[2] - 1) / (TinyNetwork.SIZE - 1));
    }

    @Test
    void saysWhereGivenRegionsAreMissing() {
        try (AnchorArrays anchors = new AnchorArrays(DataSettings.anchors(GIVEN.rpn()));
                GraphStep step = new GraphStep(TinyNetwork.parts(GIVEN, 1), anchors)) {
            assertThatThrownBy(() -> step.step(batch(GIVEN), 1e-3))
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

    private static TrainingBatch batch(MaskRcnnConfig config) {
        Map<String, INDArray> arrays = TinyNetwork.batch(config, 2, 3);
        INDArray image = arrays.get("input_image");
        INDArray masks = arrays.get("input_gt_masks");
        int[] values = masks.castTo(DataType.INT32).dup('c').data().asInt();
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return new TrainingBatch(
                2,
                (int) image.size(1),
                (int) image.size(2),
                (int) arrays.get("input_rpn_match").size(1),
                (int) arrays.get("input_rpn_bbox").size(1),
                (int) arrays.get("input_image_meta").size(1),
                (int) masks.size(3),
                (int) masks.size(1),
                (int) masks.size(2),
                new long[] {1, 2},
                List.of("a", "b"),
                image.data().asFloat(),
                arrays.get("input_image_meta").data().asFloat(),
                arrays.get("input_rpn_match").data().asInt(),
                arrays.get("input_rpn_bbox").data().asFloat(),
                arrays.get("input_gt_class_ids").data().asInt(),
                arrays.get("input_gt_boxes").data().asFloat(),
                bytes);
    }
}
