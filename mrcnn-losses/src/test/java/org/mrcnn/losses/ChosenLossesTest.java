// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.mrcnn.losses.internal.CrossEntropy;
import org.mrcnn.losses.internal.Emphasis;
import org.mrcnn.losses.internal.maskrcnn.HeadClassLoss;
import org.mrcnn.losses.internal.maskrcnn.RpnClassLoss;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares focal, Dice and IoU losses and class weights with values and gradients that PyTorch computed in float64. */
class ChosenLossesTest {

    private final Properties references = new Properties();
    private final SameDiff sd = SameDiff.create();

    ChosenLossesTest() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/golden/loss-references.properties")) {
            references.load(in);
        }
    }

    private double[] reference(String key) {
        return Arrays.stream(references.getProperty(key).split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private INDArray array(String key, long... shape) {
        return Nd4j.createFromArray(reference(key)).castTo(DataType.FLOAT).reshape(shape);
    }

    private void check(String name, String trained, Loss loss) {
        LossRun run = LossRun.of(sd, loss);
        assertThat(run.loss()).isCloseTo(reference(name + ".loss")[0], within(2e-6));
        float[] gradient = run.gradients().get(trained).dup('c').data().asFloat();
        double[] expected = reference(name + ".gradient");
        assertThat(gradient).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) gradient[i])
                    .as("element " + i)
                    .isCloseTo(expected[i], within(1e-6 + 1e-5 * Math.abs(expected[i])));
        }
        GradientCheck check = new GradientCheck(1e-3, 2e-2, 1e-3, 1000, 1);
        if (!trained.equals("boxes")) { // equal sides make a kink
            assertThat(check.check(sd, "loss", Map.of())).isEqualTo(expected.length);
        }
    }

    private SDVariable trained(String name, String key, long... shape) {
        return sd.var(name, array(key, shape));
    }

    @Test
    void focalLoss() {
        check(
                "focal",
                "logits",
                FocalLoss.fromLogits(
                        sd.constant("t", array("focal.targets", 5, 4)), trained("logits", "focal.logits", 5, 4)));
    }

    @Test
    void focalLossWithoutWeights() {
        check(
                "focal_plain",
                "logits",
                FocalLoss.fromLogits(
                        sd.constant("t", array("focal_plain.targets", 5, 4)),
                        trained("logits", "focal_plain.logits", 5, 4),
                        -1,
                        1.5));
    }

    @Test
    void focalLossOfGammaZeroIsTheCrossEntropy() {
        SDVariable target = sd.constant("t", array("focal.targets", 5, 4));
        SDVariable logits = trained("logits", "focal.logits", 5, 4);
        LossRun focal = LossRun.of(sd, FocalLoss.fromLogits(target, logits, -1, 0));
        SameDiff other = SameDiff.create();
        LossRun plain = LossRun.of(
                other,
                BinaryCrossEntropy.fromLogits(
                        other.constant("t", target.getArr()), other.var("logits", logits.getArr())));
        assertThat(focal.loss()).isCloseTo(plain.loss(), within(1e-6));
        assertThat(focal.gradientError("logits", plain.gradients().get("logits")))
                .isLessThan(1e-6);
    }

    @Test
    void overlapsOfBoxes() {
        SDVariable target = sd.constant("t", array("giou.target", 2, 3, 4));
        check("giou", "boxes", BoxIouLoss.giou(target, trained("boxes", "giou.predicted", 2, 3, 4)));
    }

    @Test
    void distancesOfBoxes() {
        SDVariable target = sd.constant("t", array("diou.target", 6, 4));
        check("diou", "boxes", BoxIouLoss.diou(target, trained("boxes", "diou.predicted", 6, 4)));
    }

    @Test
    void ratiosOfBoxes() {
        SDVariable target = sd.constant("t", array("ciou.target", 6, 4));
        check("ciou", "boxes", BoxIouLoss.ciou(target, trained("boxes", "ciou.predicted", 6, 4)));
    }

    /** The factor of CIoU's ratio term is treated as a constant, so that the gradient differs from finite differences. */
    @Test
    void boxGradientsAgreeWithDifferences() {
        INDArray target = array("giou.target", 6, 4).getRows(0, 2, 3);
        INDArray predicted = array("giou.predicted", 6, 4).getRows(0, 2, 3);
        SDVariable boxes = sd.var("boxes", predicted);
        SDVariable wanted = sd.constant("t", target);
        BoxIouLoss.giou(wanted, boxes).apply(sd, "g");
        BoxIouLoss.diou(wanted, boxes).apply(sd, "d");
        GradientCheck check = new GradientCheck(1e-3, 2e-2, 2e-3, 100, 1);
        assertThat(check.check(sd, "g", Map.of())).isEqualTo(12);
        assertThat(check.check(sd, "d", Map.of())).isEqualTo(12);
    }

    @Test
    void dice() {
        check(
                "dice",
                "logits",
                DiceLoss.fromLogits(
                        sd.constant("t", array("dice.targets", 3, 2, 4)), trained("logits", "dice.logits", 3, 2, 4)));
    }

    @Test
    void classWeights() {
        SDVariable labels =
                sd.constant("labels", array("weighted_cross_entropy.labels", 6).castTo(DataType.INT32));
        check(
                "weighted_cross_entropy",
                "logits",
                SoftmaxCrossEntropy.fromLogits(
                        labels,
                        trained("logits", "weighted_cross_entropy.logits", 6, 3),
                        reference("weighted_cross_entropy.weights")));
    }

    /** The softmax form with class weights, as computed in PyTorch. */
    @Test
    void focalOfTheClassesOfRegions() {
        SDVariable labels =
                sd.constant("labels", array("focal_classes.labels", 1, 6).castTo(DataType.INT32));
        SDVariable active = sd.constant("active", Nd4j.onesLike(Nd4j.create(1, 3)));
        check(
                "focal_classes",
                "logits",
                HeadClassLoss.of(
                        labels,
                        trained("logits", "focal_classes.logits", 6, 3),
                        active,
                        new Emphasis(2, reference("focal_classes.weights"))));
    }

    /** For two classes it equals torchvision's sigmoid_focal_loss of the difference of the logits. */
    @Test
    void focalOfAnchors() {
        SDVariable match =
                sd.constant("match", array("focal_anchors.match", 1, 7, 1).castTo(DataType.INT32));
        check(
                "focal_anchors",
                "logits",
                RpnClassLoss.of(match, trained("logits", "focal_anchors.logits", 1, 7, 2), new Emphasis(2)));
    }

    @Test
    void focalHidesNoNaNAndIsNoneWhereAllIsRight() {
        assertThat(CrossEntropy.mean(new int[] {0}, new float[] {Float.NaN, 1}, 2, new Emphasis(2)))
                .isNaN();
        assertThat(CrossEntropy.gradient(new int[] {0}, new float[] {Float.NaN, 1}, 2, 1, new Emphasis(2)))
                .contains(Float.NaN);
        assertThat(CrossEntropy.gradient(new int[] {0}, new float[] {500, -500}, 2, 1, new Emphasis(2)))
                .containsExactly(0, 0);
        assertThat(CrossEntropy.mean(new int[] {1}, new float[] {500, -500}, 2, new Emphasis(2)))
                .isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void notANumberIsNeverHidden(int which) {
        SDVariable predicted = sd.var("p", Nd4j.createFromArray(new float[][] {{0, 0, Float.NaN, 1}, {0, 0, 1, 1}}));
        SDVariable target = sd.constant("t", Nd4j.createFromArray(new float[][] {{0, 0, 1, 1}, {0, 0, 1, 1}}));
        Loss loss = List.of(
                        BoxIouLoss.giou(target, predicted),
                        BoxIouLoss.diou(target, predicted),
                        BoxIouLoss.ciou(target, predicted),
                        FocalLoss.fromLogits(target, predicted),
                        DiceLoss.fromLogits(target, predicted))
                .get(which);
        assertThat(LossRun.of(sd, loss).loss()).isNaN();
    }

    @Test
    void refusesSettingsShapesAndTargetsThatCannotBe() {
        SDVariable a = sd.var("a", Nd4j.create(DataType.FLOAT, 2, 3));
        assertThatThrownBy(() -> FocalLoss.fromLogits(a, a, 2, 2)).hasMessageContaining("alpha: expected 0 to 1");
        assertThatThrownBy(() -> FocalLoss.fromLogits(a, a, 0.5, -1)).hasMessageContaining("gamma: expected");
        assertThatThrownBy(() -> SoftmaxCrossEntropy.fromLogits(a.castTo(DataType.INT32), a, 1, -1, 0))
                .hasMessageContaining("class weights: expected numbers of at least 0");
        assertThatThrownBy(() -> LossRun.of(sd, BoxIouLoss.giou(a, a)))
                .hasMessageContaining("loss: expected boxes [..., 4], found shape [2, 3]");
        SameDiff other = SameDiff.create();
        SDVariable logits = other.var("logits", Nd4j.create(DataType.FLOAT, 2, 3));
        SDVariable labels = other.constant("labels", Nd4j.createFromArray(0, 1));
        assertThatThrownBy(() -> LossRun.of(other, SoftmaxCrossEntropy.fromLogits(labels, logits, 1, 2)))
                .hasMessageContaining("loss: expected a weight for each of 3 classes, found 2 weights");
    }
}
