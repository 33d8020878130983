// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.maskrcnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.mrcnn.losses.DiceLoss;
import org.mrcnn.losses.Loss;
import org.mrcnn.losses.LossRun;
import org.mrcnn.losses.internal.BoxOverlap;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Tests the losses of the network in the forms that a configuration may select. */
class ChosenHeadLossesTest {

    private static final DeltaLoss GIOU = DeltaLoss.of(DeltaLoss.Form.GIOU, List.of(0.1f, 0.1f, 0.2f, 0.2f));
    private static final GradientCheck CHECK = new GradientCheck(1e-2, 2e-2, 2e-4, 100, 1);

    private final SameDiff sd = SameDiff.create();

    private static INDArray random(long seed, double to, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        INDArray array = Nd4j.create(shape);
        for (long i = 0; i < array.length(); i++) {
            array.putScalar(i, random.nextDouble(-to, to));
        }
        return array;
    }

    private void check(Loss loss) {
        loss.apply(sd, "loss");
        assertThat(CHECK.check(sd, "loss", Map.of())).isPositive();
    }

    @Test
    void giouOfDeltasIsThatOfTheMovedBoxes() {
        float[] deltas = {1, -2, 1.5f, -1};
        float[] targets = {-1, 0.5f, 2, 1};
        // For a RoI of 3 x 7 pixels; any size gives the same loss.
        float[] moved = moved(deltas);
        DeltaLoss.Rows rows = new DeltaLoss.Rows(1, 5);
        assertThat(GIOU.value(targets, deltas, rows))
                .isCloseTo(BoxOverlap.GENERALIZED.mean(moved(targets), moved), within(1e-6));
        assertThat(GIOU.value(deltas, deltas, rows)).isCloseTo(0, within(1e-6));
        assertThat(GIOU.value(new float[0], new float[0], new DeltaLoss.Rows(0, 5)))
                .isZero();
    }

    private static float[] moved(float... d) {
        double y = 10 + 3 * 0.1 * d[0];
        double x = 20 + 7 * 0.1 * d[1];
        double h = 3 * Math.exp(0.2 * d[2]);
        double w = 7 * Math.exp(0.2 * d[3]);
        return new float[] {(float) (y - h / 2), (float) (x - w / 2), (float) (y + h / 2), (float) (x + w / 2)};
    }

    @Test
    void giouOfTheBoxHead() {
        SDVariable ids = sd.constant("ids", Nd4j.createFromArray(new int[][] {{2, 0, 1, -1}}));
        SDVariable targets = sd.constant("targets", random(1, 2, 1, 4, 4));
        check(HeadBoxLoss.of(GIOU, targets, ids, sd.var("deltas", random(2, 2, 1, 4, 3, 4))));
    }

    @Test
    void giouOfTheProposals() {
        SDVariable match =
                sd.constant("match", Nd4j.createFromArray(1, -1, 0, 1, 1).reshape(1, 5, 1));
        SDVariable targets = sd.constant("targets", random(3, 2, 1, 4, 4));
        check(RpnBoxLoss.of(GIOU, targets, match, sd.var("deltas", random(4, 2, 1, 5, 4))));
    }

    @Test
    void diceOfTheMasksOfObjects() {
        INDArray logits = random(5, 2, 3, 2, 2);
        INDArray targets =
                Nd4j.createFromArray(1f, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 1).reshape(3, 2, 2);
        Loss loss = HeadMaskLoss.dice(
                sd.constant("targets", targets),
                sd.constant("ids", Nd4j.createFromArray(1, -1, 2)),
                sd.var("logits", logits));
        LossRun run = LossRun.of(sd, loss);
        float[] chosen = new float[8];
        float[] wanted = new float[8];
        for (int i = 0; i < 8; i++) {
            chosen[i] = logits.getFloat(i < 4 ? i : i + 4);
            wanted[i] = targets.getFloat(i < 4 ? i : i + 4);
        }
        assertThat(run.loss()).isCloseTo(DiceLoss.mean(wanted, chosen, 2), within(1e-6));
        assertThat(run.gradients().get("logits").slice(1).norm1Number().doubleValue())
                .isZero();
        assertThat(CHECK.check(sd, "loss", Map.of())).isEqualTo(12);
    }
}
