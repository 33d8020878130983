// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.maskrcnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.mrcnn.losses.Loss;
import org.mrcnn.losses.LossRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class RpnLossesTest {

    /** Two images of three anchors. */
    private static final int[] MATCH = {1, 0, -1, 0, 1, 1};

    private final SameDiff sd = SameDiff.create();

    private SDVariable match(int... match) {
        return sd.constant("match", Nd4j.createFromArray(match).reshape(2, 3, 1));
    }

    private SDVariable logits(float... values) {
        return sd.var("logits", Nd4j.createFromArray(values).reshape(2, 3, 2));
    }

    private SDVariable deltas() {
        float[] values = new float[24];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % 7 - 3) * 0.6f;
        }
        return sd.var("deltas", Nd4j.createFromArray(values).reshape(2, 3, 4));
    }

    /** Returns target deltas [2, 2, 4]; the second row of image 0 does not belong to any anchor. */
    private SDVariable targets() {
        float[] values = {0, 0.1f, 0.2f, 0.3f, 9, 9, 9, 9, 1, 1, 1, 1, -0.5f, 2, 0, 0};
        return sd.constant("targets", Nd4j.createFromArray(values).reshape(2, 2, 4));
    }

    private void checkGradient(Loss loss, int elements) {
        loss.apply(sd, "loss");
        GradientCheck check = new GradientCheck(1e-2, 2e-2, 1e-3, 100, 1);
        assertThat(check.check(sd, "loss", Map.of())).isEqualTo(elements);
    }

    @Test
    void classLossIsTheMeanOverAnchorsThatAreNotNeutral() {
        SDVariable logits = logits(0, 0, 50, -50, 0, (float) Math.log(3), 1, 2, 0, 0, (float) Math.log(3), 0);
        // positive log 2; neutral; negative -log(1/4); neutral; positive log 2; positive -log(1/4)
        LossRun run = LossRun.of(sd, RpnClassLoss.of(match(MATCH), logits));
        assertThat(run.loss()).isCloseTo((2 * Math.log(2) + 2 * Math.log(4)) / 4, within(1e-6));
        float[] gradient = run.gradients().get("logits").data().asFloat();
        assertThat(gradient)
                .containsExactly(
                        new float[] {0.125f, -0.125f, 0, 0, -0.1875f, 0.1875f, 0, 0, 0.125f, -0.125f, 0.1875f, -0.1875f
                        },
                        within(1e-6f));
    }

    @Test
    void classLossGradient() {
        checkGradient(RpnClassLoss.of(match(MATCH), logits(0, 1, 2, 3, -1, 0.5f, 1, 1, 2, -2, 0.3f, 0.1f)), 12);
    }

    @Test
    void classLossOfNeutralAnchorsIsZeroAndHasNoGradient() {
        LossRun run = LossRun.of(sd, RpnClassLoss.of(match(0, 0, 0, 0, 0, 0), logits(new float[12])));
        assertThat(run.loss()).isZero();
        assertThat(run.gradientError("logits", Nd4j.zeros(2, 3, 2))).isZero();
    }

    @Test
    void classLossOfSaturatedLogitsIsFinite() {
        float[] values = {1e4f, -1e4f, 0, 0, -1e4f, 1e4f, 0, 0, -1e4f, 1e4f, 1e4f, -1e4f};
        LossRun run = LossRun.of(sd, RpnClassLoss.of(match(MATCH), logits(values)));
        assertThat(run.loss()).isCloseTo(3 * 2e4 / 4, within(1e-2));
        assertThat(run.gradients().get("logits").data().asFloat())
                .containsExactly(0.25f, -0.25f, 0, 0, -0.25f, 0.25f, 0, 0, 0, 0, 0.25f, -0.25f);
    }

    @Test
    void classLossRefusesOtherMatchesAndShapes() {
        assertThatThrownBy(() -> RpnClassLoss.labelledRows(new int[] {0, 2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 2 for anchor 1");
        SDVariable tooFew = sd.constant("few", Nd4j.createFromArray(1, 0, 0));
        SDVariable logits = logits(new float[12]);
        assertThatThrownBy(() -> LossRun.of(sd, RpnClassLoss.of(tooFew, logits)))
                .hasMessageContaining("loss: expected logits [N, anchors, 2]")
                .hasMessageContaining("[2, 3, 2] and [3]");
    }

    @Test
    void boxLossTakesTargetsInTheOrderOfPositivesOfEachImage() {
        LossRun run = LossRun.of(sd, RpnBoxLoss.of(targets(), match(MATCH), deltas()));
        float[] deltas = deltas(sd);
        double expected = smoothL1(deltas, 0, 0, 0.1, 0.2, 0.3)
                + smoothL1(deltas, 4, 1, 1, 1, 1)
                + smoothL1(deltas, 5, -0.5, 2, 0, 0);
        assertThat(run.loss()).isCloseTo(expected / 12, within(1e-6));
        INDArray gradient = run.gradients().get("deltas").reshape(6, 4);
        for (int anchor = 0; anchor < 6; anchor++) {
            double norm = gradient.getRow(anchor).norm1Number().doubleValue();
            assertThat(norm > 0).isEqualTo(MATCH[anchor] == 1);
        }
    }

    private static float[] deltas(SameDiff sd) {
        return sd.getVariable("deltas").getArr().data().asFloat();
    }

    private static double smoothL1(float[] deltas, int anchor, double... target) {
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            double d = Math.abs(deltas[anchor * 4 + i] - target[i]);
            sum += d < 1 ? d * d / 2 : d - 0.5;
        }
        return sum;
    }

    @Test
    void boxLossGradient() {
        checkGradient(RpnBoxLoss.of(targets(), match(MATCH), deltas()), 24);
    }

    @Test
    void boxLossWithoutPositivesIsZeroAndHasNoGradient() {
        LossRun run = LossRun.of(sd, RpnBoxLoss.of(targets(), match(0, -1, 0, -1, -1, 0), deltas()));
        assertThat(run.loss()).isZero();
        assertThat(run.gradientError("deltas", Nd4j.zeros(2, 3, 4))).isZero();
    }

    @Test
    void boxLossRefusesMorePositivesThanTargets() {
        assertThat(RpnBoxLoss.targetRows(new int[] {1, 2, 7, 8}, 5, 3)).containsExactly(0, 1, 3, 4);
        assertThatThrownBy(() -> LossRun.of(sd, RpnBoxLoss.of(targets(), match(0, 0, 0, 1, 1, 1), deltas())))
                .hasMessageContaining("image 1 of the batch has more than 2 positive anchors");
    }
}
