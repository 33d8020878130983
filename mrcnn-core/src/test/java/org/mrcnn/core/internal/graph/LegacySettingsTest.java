// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.config.DetectionConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.RpnConfig;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.data.internal.geometry.BoxCoder;
import org.mrcnn.data.internal.geometry.Coordinates;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/** Tests that the settings {@code legacy} and {@code multiLabel} reach the ops of the graph. */
class LegacySettingsTest {
    private static final int SIDE = 128;

    /** The anchor has 1 / 10000 of the image's height, and its deltas enlarge that by e^6, beyond the limit of 62.5. */
    @Test
    void proposalsGrowWithoutBoundOnlyInLegacy() {
        float[] bounded = proposal(RpnConfig.defaults());
        float[] unbounded = proposal(RpnConfig.defaults().withLegacy(true));
        float clamp = (float) Math.exp(BoxCoder.SCALE_CLAMP);
        assertThat(bounded[2] - bounded[0]).isCloseTo(1e-4f * clamp, within(1e-5f));
        assertThat(unbounded[2] - unbounded[0]).isCloseTo(1e-4f * (float) Math.exp(6), within(1e-5f));
    }

    private static float[] proposal(RpnConfig config) {
        SameDiff sd = SameDiff.create();
        RegionProposalNetwork rpn = new RegionProposalNetwork(
                sd.constant(Outcome.array(new float[] {0, 1}, 1, 1, 2)),
                sd.constant(Outcome.array(new float[] {0, 0, 6 / 0.2f, 0}, 1, 1, 4)));
        SDVariable anchors = sd.constant(Outcome.array(new float[] {0.5f, 0.5f, 0.5001f, 0.6f}, 1, 4));
        SDVariable[] out = ProposalLayer.apply(
                sd,
                DataSettings.proposals(MaskRcnnConfig.defaults().withRpn(config.withProposals(1, 1, 1))),
                rpn,
                anchors,
                sd.constant(Nd4j.zeros(1, 15)),
                sd.constant(Nd4j.zeros(1, SIDE, SIDE, 3)));
        return Outcome.of(Map.of(), out).floats(out[0]);
    }

    /** RoI 0 certainly has class 1 and probably class 2; RoI 1 is padding; RoI 2 has no area after clipping. */
    @Test
    void paddingAndFlatBoxesCountOnlyInLegacy() {
        DetectionConfig config =
                DetectionConfig.defaults().withMinConfidence(0.3f).withNmsThreshold(0.9f);
        assertThat(detections(config)).isEqualTo(1);
        assertThat(detections(config.withLegacy(true))).isEqualTo(3);
    }

    @Test
    void aRegionIsOneDetectionUnlessMultiLabel() {
        DetectionConfig config = DetectionConfig.defaults().withMinConfidence(0.3f);
        assertThat(detections(config.withMultiLabel(true))).isEqualTo(2);
    }

    private static int detections(DetectionConfig config) {
        SameDiff sd = SameDiff.create();
        float[] rois = {0.1f, 0.1f, 0.5f, 0.5f, 0, 0, 0, 0, 0.9f, 0.1f, 1, 0.5f};
        float[] logits = {0, 4, 3.8f, 0, 9, 0, 0, 0, 9};
        float[] meta = new float[15];
        System.arraycopy(new float[] {0, 0, 100, SIDE}, 0, meta, 7, 4);
        SDVariable[] out = DetectionLayer.apply(
                sd,
                new DetectionLayer.Settings(
                        DataSettings.detections(MaskRcnnConfig.defaults().withDetection(config)),
                        Coordinates.NORMALIZED),
                sd.constant(Outcome.array(rois, 1, 3, 4)),
                sd.constant(Outcome.array(logits, 3, 3)),
                sd.constant(Nd4j.zeros(3, 3, 4)),
                sd.constant(Outcome.array(meta, 1, 15)),
                sd.constant(Nd4j.zeros(1, SIDE, SIDE, 3)));
        return Outcome.of(Map.of(), out).ints(out[1])[0];
    }
}
