// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.maskrcnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mrcnn.losses.LossRun.dialect;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.mrcnn.losses.Loss;
import org.mrcnn.losses.LossRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares with losses and gradients of torchvision ({@code rpn.compute_loss}, {@code fastrcnn_loss}), and with the absolute
 * differences of Detectron2.
 */
class DialectLossesTest {

    private static final DeltaLoss SMOOTH = DeltaLoss.of(DeltaLoss.Form.SMOOTH_L1_PER_SAMPLE, List.of());
    private static final DeltaLoss ABSOLUTE = DeltaLoss.of(DeltaLoss.Form.L1_PER_SAMPLE, List.of());

    private final SameDiff sd = SameDiff.create();

    private void check(Loss loss, String variable, double expected, INDArray gradient) {
        LossRun run = LossRun.of(sd, loss);
        assertThat(run.loss()).isCloseTo(expected, within(1e-6));
        assertThat(run.gradientError(variable, gradient)).isLessThan(1e-7);
    }

    private SDVariable variable(String array) {
        return sd.var(array, dialect(array));
    }

    private SDVariable constant(String array) {
        return sd.constant(array, dialect(array));
    }

    @Test
    void anchorsArePerSampledAnchor() {
        check(
                RpnBoxLoss.of(SMOOTH, constant("rpn_targets"), constant("rpn_match"), variable("rpn_deltas")),
                "rpn_deltas",
                dialect("rpn_losses").getDouble(1),
                dialect("rpn_deltas_gradient"));
    }

    @Test
    void oneLogitOfAnAnchorIsTwoOfWhichOneIsZero() {
        SDVariable logits = variable("rpn_logits");
        check(
                RpnClassLoss.of(constant("rpn_match"), sd.concat(2, logits.mul(0), logits)),
                "rpn_logits",
                dialect("rpn_losses").getDouble(0),
                dialect("rpn_logits_gradient"));
    }

    @Test
    void regionsArePerSampledRegionWithoutPadding() {
        check(
                HeadBoxLoss.of(SMOOTH, constant("head_targets"), constant("head_ids"), variable("head_deltas")),
                "head_deltas",
                dialect("head_losses").getDouble(1),
                dialect("head_deltas_gradient"));
    }

    @Test
    void absoluteDifferencesOfRegions() {
        check(
                HeadBoxLoss.of(ABSOLUTE, constant("head_targets"), constant("head_ids"), variable("head_deltas")),
                "head_deltas",
                dialect("head_losses").getDouble(2),
                dialect("head_deltas_gradient_l1"));
    }

    @Test
    void classesOfRegions() {
        SDVariable active = sd.constant("active", Nd4j.ones(DataType.INT32, 2, 3));
        check(
                HeadClassLoss.of(constant("head_ids"), variable("head_logits"), active),
                "head_logits",
                dialect("head_losses").getDouble(0),
                dialect("head_logits_gradient"));
    }

    @Test
    void gradientsAreThoseOfTheLosses() {
        HeadBoxLoss.of(SMOOTH, constant("head_targets"), constant("head_ids"), variable("head_deltas"))
                .apply(sd, "loss");
        assertThat(new GradientCheck(1e-2, 2e-2, 1e-3, 100, 1).check(sd, "loss", Map.of()))
                .isPositive();
    }

    @Test
    void withoutPositivesTheLossIsZero() {
        SDVariable ids = sd.constant("none", Nd4j.zeros(DataType.INT32, 2, 6));
        check(
                HeadBoxLoss.of(SMOOTH, constant("head_targets"), ids, variable("head_deltas")),
                "head_deltas",
                0,
                Nd4j.zeros(2, 6, 3, 4));
    }

    @Test
    void withoutSampledAnchorsTheLossIsZero() {
        SDVariable match = sd.constant("neutral", Nd4j.zeros(DataType.INT32, 2, 12, 1));
        check(
                RpnBoxLoss.of(SMOOTH, constant("rpn_targets"), match, variable("rpn_deltas")),
                "rpn_deltas",
                0,
                Nd4j.zeros(2, 12, 4));
    }
}
