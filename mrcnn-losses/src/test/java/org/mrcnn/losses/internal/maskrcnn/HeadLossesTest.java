// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.maskrcnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.mrcnn.losses.Loss;
import org.mrcnn.losses.LossRun;
import org.mrcnn.losses.StopOp;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Tests the losses with two images of three RoIs, and three classes. */
class HeadLossesTest {

    private final SameDiff sd = SameDiff.create();

    private SDVariable ids(int... ids) {
        return sd.constant("ids", Nd4j.createFromArray(ids).reshape(2, 3));
    }

    private SDVariable active(int... active) {
        return sd.constant("active", Nd4j.createFromArray(active).reshape(2, 3));
    }

    private static INDArray random(long... shape) {
        Random random = new Random(Arrays.hashCode(shape));
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 1.5f;
        }
        return Nd4j.createFromArray(values).reshape(shape);
    }

    private SDVariable logits(float... values) {
        return sd.var("logits", Nd4j.createFromArray(values).reshape(2, 3, 3));
    }

    private void checkGradient(Loss loss, int elements) {
        loss.apply(sd, "loss");
        GradientCheck check = new GradientCheck(1e-2, 2e-2, 1e-3, 1000, 1);
        assertThat(check.check(sd, "loss", Map.of())).isEqualTo(elements);
    }

    private void checkZero(LossRun run, String variable) {
        assertThat(run.loss()).isZero();
        assertThat(run.gradientError(variable, sd.getVariable(variable).getArr().mul(0)))
                .isZero();
    }

    /** Predicted classes: 0, 1, 2 in image 0 and 1, 2, 2 in image 1. */
    private static final float[] LOGITS = {3, 0, 0, 0, 4, 0, 0, 0, 2, 0, 5, 0, 0, 0, 1, -1, -1, 1};

    private static double crossEntropy(int row, int label) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            sum += Math.exp(LOGITS[row * 3 + c]);
        }
        return Math.log(sum) - LOGITS[row * 3 + label];
    }

    @Test
    void classLossTakesTheActiveClassesOfEachImage() {
        LossRun run = LossRun.of(sd, HeadClassLoss.of(ids(0, 1, 1, 0, 2, 0), logits(LOGITS), active(1, 1, 0, 1, 0, 1)));
        // Row 2 predicts class 2, which image 0 lacks; row 3 predicts class 1, which image 1 lacks.
        double expected = crossEntropy(0, 0) + crossEntropy(1, 1) + crossEntropy(4, 2) + crossEntropy(5, 0);
        assertThat(run.loss()).isCloseTo(expected / 4, within(1e-6));
        INDArray gradient = run.gradients().get("logits").reshape(6, 3);
        for (int row = 0; row < 6; row++) {
            assertThat(gradient.getRow(row).norm1Number().doubleValue() > 0).isEqualTo(row != 2 && row != 3);
        }
    }

    @Test
    void classLossLeavesPaddingOut() {
        LossRun run =
                LossRun.of(sd, HeadClassLoss.of(ids(0, 1, -1, -1, -1, -1), logits(LOGITS), active(1, 1, 1, 1, 1, 1)));
        assertThat(run.loss()).isCloseTo((crossEntropy(0, 0) + crossEntropy(1, 1)) / 2, within(1e-6));
    }

    @Test
    void classLossTakesLogitsOfAllImagesInOneList() {
        SDVariable flat = sd.var("flat", Nd4j.createFromArray(LOGITS).reshape(6, 3));
        LossRun run = LossRun.of(sd, HeadClassLoss.of(ids(0, 1, 1, 0, 2, 0), flat, active(1, 1, 1, 0, 0, 0)));
        assertThat(run.loss())
                .isCloseTo((crossEntropy(0, 0) + crossEntropy(1, 1) + crossEntropy(2, 1)) / 3, within(1e-6));
        assertThat(run.gradients().get("flat").shape()).containsExactly(6, 3);
    }

    @Test
    void classLossGradient() {
        checkGradient(HeadClassLoss.of(ids(0, 1, -1, 0, 2, 0), logits(LOGITS), active(1, 1, 0, 1, 0, 1)), 18);
    }

    @Test
    void classLossOfNothingIsZero() {
        checkZero(
                LossRun.of(sd, HeadClassLoss.of(ids(-1, -1, -1, -1, -1, -1), logits(LOGITS), active(1, 1, 1, 1, 1, 1))),
                "logits");
    }

    @Test
    void classLossWithoutActivePredictionIsZero() {
        checkZero(
                LossRun.of(sd, HeadClassLoss.of(ids(0, 1, 1, 0, 2, 0), logits(LOGITS), active(0, 0, 0, 0, 0, 0))),
                "logits");
    }

    @Test
    void classLossOfSaturatedLogitsIsFinite() {
        float[] values = new float[18];
        for (int row = 0; row < 6; row++) {
            values[row * 3] = 1e4f;
            values[row * 3 + 1] = -1e4f;
        }
        LossRun run = LossRun.of(sd, HeadClassLoss.of(ids(1, 1, 1, 0, 0, 0), logits(values), active(1, 1, 1, 1, 1, 1)));
        assertThat(run.loss()).isCloseTo(1e4, within(1e-2));
        assertThat(run.gradients().get("logits").norm1Number().doubleValue()).isCloseTo(1, within(1e-5));
    }

    @Test
    void classLossRefusesClassIdsOutOfRange() {
        assertThatThrownBy(() -> LossRun.of(
                        sd, HeadClassLoss.of(ids(0, 3, 0, 0, 0, 0), logits(LOGITS), active(1, 1, 1, 1, 1, 1))))
                .hasMessageContaining("class ids of 0 to 2")
                .hasMessageContaining("found 3 in row 1");
    }

    @Test
    void boxLossTakesTheDeltasOfTheOwnClassOfPositives() {
        int[] ids = {2, 0, -1, 1, 0, 2};
        SDVariable deltas = sd.var("deltas", random(2, 3, 3, 4));
        SDVariable targets = sd.constant("targets", random(2, 3, 4));
        LossRun run = LossRun.of(sd, HeadBoxLoss.of(targets, ids(ids), deltas));
        double sum = 0;
        for (int roi : new int[] {0, 3, 5}) {
            for (int i = 0; i < 4; i++) {
                double d = Math.abs(deltas.getArr().getDouble(roi / 3, roi % 3, ids[roi], i)
                        - targets.getArr().getDouble(roi / 3, roi % 3, i));
                sum += d < 1 ? d * d / 2 : d - 0.5;
            }
        }
        assertThat(run.loss()).isCloseTo(sum / 12, within(1e-6));
        INDArray gradient = run.gradients().get("deltas").reshape(18, 4);
        for (int row = 0; row < 18; row++) {
            assertThat(gradient.getRow(row).norm1Number().doubleValue() > 0)
                    .isEqualTo(row == 2 || row == 10 || row == 17);
        }
    }

    @Test
    void boxLossGradient() {
        checkGradient(
                HeadBoxLoss.of(
                        sd.constant("targets", random(2, 3, 4)),
                        ids(2, 0, -1, 1, 0, 2),
                        sd.var("deltas", random(2, 3, 3, 4))),
                72);
    }

    @Test
    void boxLossGradientOfTheReferenceReachesTheTargets() {
        checkGradient(
                HeadBoxLoss.withTargetGradient(
                        sd.var("targets", random(2, 3, 4)),
                        ids(2, 0, -1, 1, 0, 2),
                        sd.var("deltas", random(2, 3, 3, 4))),
                96);
    }

    @Test
    void boxLossDoesNotTrainWhatItsTargetsAreComputedFrom() {
        SDVariable w = sd.var("w", random(2, 3, 4));
        SDVariable deltas = sd.var("deltas", random(2, 3, 3, 4)).mul(w.mean());
        Loss stopped = HeadBoxLoss.of(new StopOp(sd, w).outputVariable(), ids(2, 0, -1, 1, 0, 2), deltas);
        INDArray gradient = LossRun.of(sd, stopped).gradients().get("w");
        SameDiff given = SameDiff.create();
        SDVariable same = given.var("w", w.getArr());
        Loss constant = HeadBoxLoss.of(
                given.constant("targets", w.getArr()),
                given.constant("ids", sd.getVariable("ids").getArr()),
                given.var("deltas", random(2, 3, 3, 4)).mul(same.mean()));
        assertThat(LossRun.of(given, constant).gradientError("w", gradient)).isLessThan(1e-6);
        assertThat(gradient.norm1Number().doubleValue()).isPositive();
    }

    @Test
    void boxLossWithoutPositivesIsZero() {
        SDVariable deltas = sd.var("deltas", random(2, 3, 3, 4));
        SDVariable targets = sd.constant("targets", random(2, 3, 4));
        checkZero(LossRun.of(sd, HeadBoxLoss.of(targets, ids(0, 0, -1, -1, -1, -1), deltas)), "deltas");
    }

    @Test
    void boxLossRefusesClassIdsOutOfRange() {
        assertThatThrownBy(() -> HeadBoxLoss.classRows(new int[] {0, 3}, 3))
                .hasMessageContaining("below 3")
                .hasMessageContaining("found 3 for ROI 1");
    }

    @Test
    void maskLossTakesTheMaskOfTheOwnClassOfPositives() {
        int[] ids = {2, -1, 1, 0};
        SDVariable logits = sd.var("logits", random(4, 5, 6, 3));
        SDVariable masks = sd.constant("masks", random(4, 5, 6).gt(0).castTo(logits.dataType()));
        LossRun run = LossRun.of(sd, HeadMaskLoss.of(masks, sd.constant("ids", Nd4j.createFromArray(ids)), logits));
        double sum = 0;
        for (int roi : new int[] {0, 2}) {
            for (int y = 0; y < 5; y++) {
                for (int x = 0; x < 6; x++) {
                    double p = 1 / (1 + Math.exp(-logits.getArr().getDouble(roi, y, x, ids[roi])));
                    sum -= Math.log(masks.getArr().getDouble(roi, y, x) == 1 ? p : 1 - p);
                }
            }
        }
        assertThat(run.loss()).isCloseTo(sum / 60, within(1e-6));
    }

    @Test
    void maskLossGradient() {
        SDVariable ids = sd.constant("ids", Nd4j.createFromArray(2, -1, 1, 0));
        SDVariable masks =
                sd.constant("masks", random(4, 2, 3).gt(0).castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT));
        checkGradient(HeadMaskLoss.of(masks, ids, sd.var("logits", random(4, 2, 3, 3))), 72);
    }

    @Test
    void maskLossOfTheOwnClassesAloneIsTheSame() {
        int[] ids = {2, -1, 1, 0};
        INDArray all = random(4, 2, 3, 3);
        INDArray own = Nd4j.zeros(4, 2, 3);
        for (int i = 0; i < own.length(); i++) {
            own.putScalar(i, all.getDouble((long) i * 3 + Math.max(0, ids[i / 6])));
        }
        INDArray masks = random(4, 2, 3).gt(0).castTo(own.dataType());
        LossRun ofAll = maskLoss(masks, ids, all);
        LossRun ofOwn = maskLoss(masks, ids, own);
        assertThat(ofOwn.loss()).isEqualTo(ofAll.loss()).isPositive();
        INDArray gradient = ofOwn.gradients().get("logits");
        for (int i = 0; i < own.length(); i++) {
            double expected = ofAll.gradients().get("logits").getDouble((long) i * 3 + Math.max(0, ids[i / 6]));
            assertThat(gradient.getDouble(i)).isEqualTo(expected);
        }
    }

    private static LossRun maskLoss(INDArray masks, int[] ids, INDArray logits) {
        SameDiff graph = SameDiff.create();
        return LossRun.of(
                graph,
                HeadMaskLoss.of(
                        graph.constant("masks", masks),
                        graph.constant("ids", Nd4j.createFromArray(ids)),
                        graph.var("logits", logits)));
    }

    @Test
    void maskLossWithoutPositivesIsZero() {
        SDVariable masks = sd.constant("masks", random(6, 2, 2));
        SDVariable logits = sd.var("logits", random(6, 2, 2, 3));
        checkZero(LossRun.of(sd, HeadMaskLoss.of(masks, ids(0, 0, -1, -1, -1, -1), logits)), "logits");
    }

    @Test
    void maskLossOfSaturatedLogitsIsFiniteAndKeepsItsGradient() {
        SDVariable ids = sd.constant("ids", Nd4j.createFromArray(1));
        SDVariable masks =
                sd.constant("masks", Nd4j.createFromArray(1f, 0, 1, 0).reshape(1, 2, 2));
        SDVariable logits = sd.var(
                "logits",
                Nd4j.createFromArray(0f, -200, 0, 200, 0, 300, 0, -300).reshape(1, 2, 2, 2));
        LossRun run = LossRun.of(sd, HeadMaskLoss.of(masks, ids, logits));
        assertThat(run.loss()).isCloseTo(400 / 4.0, within(1e-4));
        assertThat(run.gradients().get("logits").data().asFloat()).containsExactly(0, -0.25f, 0, 0.25f, 0, 0, 0, 0);
    }

    @Test
    void maskLossRefusesOtherShapes() {
        SDVariable masks = sd.constant("masks", random(4, 2, 3));
        SDVariable logits = sd.var("logits", random(4, 3, 3, 3));
        SDVariable ids = sd.constant("ids", Nd4j.createFromArray(1, 1, 1, 1));
        assertThatThrownBy(() -> LossRun.of(sd, HeadMaskLoss.of(masks, ids, logits)))
                .hasMessageContaining("loss: expected logits [M, height, width, classes]")
                .hasMessageContaining("[4, 3, 3, 3], [4] and [4, 2, 3]");
    }
}
