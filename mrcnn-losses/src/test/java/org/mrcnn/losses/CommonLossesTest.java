// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mrcnn.losses.LossRun.golden;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.mrcnn.losses.internal.CrossEntropy;
import org.mrcnn.losses.internal.L2Loss;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class CommonLossesTest {

    private final SameDiff sd = SameDiff.create();

    private SDVariable floats(String name, float... values) {
        return sd.var(name, Nd4j.createFromArray(values));
    }

    private void checkGradients(Loss loss, int elements) {
        loss.apply(sd, "loss");
        assertThat(GradientCheck.standard().check(sd, "loss", Map.of())).isEqualTo(elements);
    }

    @Test
    void meanSquaredErrorByHand() {
        float[] target = {1, 2, 3};
        float[] predicted = {1, 0, 4};
        assertThat(MeanSquaredError.mean(target, predicted)).isCloseTo(5.0 / 3, within(1e-12));
        assertThat(MeanSquaredError.gradient(target, predicted, 3)).containsExactly(0, -4, 2);
        assertThat(MeanSquaredError.mean(new float[0], new float[0])).isZero();
    }

    @Test
    void meanSquaredErrorTrainsBothSides() {
        checkGradients(MeanSquaredError.of(floats("a", 1, 2, -3), floats("b", 0.5f, 0, 4)), 6);
    }

    @Test
    void smoothL1ByHand() {
        float[] target = {0, 0, 0, 0};
        float[] predicted = {0.5f, -3, 1, 0};
        assertThat(SmoothL1.mean(target, predicted)).isCloseTo((0.125 + 2.5 + 0.5) / 4, within(1e-12));
        assertThat(SmoothL1.gradient(target, predicted, 4)).containsExactly(0.5f, -1, 1, 0);
    }

    @Test
    void smoothL1TrainsBothSides() {
        checkGradients(SmoothL1.of(floats("a", 1, 2, -3), floats("b", 0.5f, 0, 4)), 6);
    }

    @Test
    void smoothL1OfTheReference() {
        float[] target = golden("smooth_l1", "y_true").data().asFloat();
        float[] predicted = golden("smooth_l1", "y_pred").data().asFloat();
        float[] elements = golden("smooth_l1", "loss").data().asFloat();
        float[] gradient = SmoothL1.gradient(target, predicted, target.length);
        for (int i = 0; i < target.length; i++) {
            assertThat(SmoothL1.mean(new float[] {target[i]}, new float[] {predicted[i]}))
                    .isCloseTo(elements[i], within(1e-6));
        }
        assertThat(gradient).containsExactly(golden("smooth_l1", "grad").data().asFloat(), within(1e-6f));
    }

    @Test
    void binaryCrossEntropyByHand() {
        // log 2 at logit 0 for any target; -log sigmoid(2) = log(1 + e^-2)
        assertThat(BinaryCrossEntropy.mean(new float[] {0.3f, 1}, new float[] {0, 2}))
                .isCloseTo((Math.log(2) + Math.log1p(Math.exp(-2))) / 2, within(1e-7));
        assertThat(BinaryCrossEntropy.gradient(new float[] {0.25f, 1}, new float[] {0, 0}, 2))
                .containsExactly(0.25f, -0.5f);
    }

    @Test
    void binaryCrossEntropyKeepsValueAndGradientWhereTheSigmoidSaturates() {
        float[] logits = {1000, -1000, 1000, -1000};
        float[] target = {1, 0, 0, 1};
        assertThat(BinaryCrossEntropy.mean(target, logits)).isEqualTo(500);
        assertThat(BinaryCrossEntropy.gradient(target, logits, 4)).containsExactly(0, 0, 1, -1);
    }

    @Test
    void binaryCrossEntropyGradient() {
        checkGradients(
                BinaryCrossEntropy.fromLogits(
                        sd.constant("target", Nd4j.createFromArray(0f, 1f, 0.3f)), floats("logits", 1, 2, -3)),
                3);
    }

    @Test
    void softmaxCrossEntropyByHand() {
        float[] logits = {0, 0, 0, (float) Math.log(2)};
        assertThat(CrossEntropy.mean(new int[] {0, 1}, logits, 2))
                .isCloseTo((Math.log(2) + Math.log(1.5)) / 2, within(1e-7));
        assertThat(CrossEntropy.gradient(new int[] {0, 1}, logits, 2, 2))
                .containsExactly(new float[] {-0.5f, 0.5f, 1 / 3f, -1 / 3f}, within(1e-6f));
    }

    @Test
    void softmaxCrossEntropyOfSaturatedLogitsIsFinite() {
        float[] logits = {1000, -1000, -1000, 1000};
        assertThat(CrossEntropy.mean(new int[] {0, 0}, logits, 2)).isEqualTo(1000);
        assertThat(CrossEntropy.gradient(new int[] {0, 0}, logits, 2, 2)).containsExactly(0, 0, -1, 1);
    }

    @Test
    void softmaxCrossEntropySkipsRowsWithoutLabel() {
        SDVariable labels = sd.constant("labels", Nd4j.createFromArray(2, -1, 0));
        SDVariable logits =
                sd.var("logits", Nd4j.createFromArray(new float[][] {{1, -1, 0.5f}, {9, 9, 9}, {0.3f, -2, 1}}));
        checkGradients(SoftmaxCrossEntropy.fromLogits(labels, logits), 8);
        SameDiff again = SameDiff.create();
        LossRun run = LossRun.of(
                again,
                SoftmaxCrossEntropy.fromLogits(
                        again.constant("labels", labels.getArr()), again.var("logits", logits.getArr())));
        INDArray gradient = run.gradients().get("logits");
        assertThat(gradient.getRow(1).norm1Number().doubleValue()).isZero();
        assertThat(gradient.getRow(0).norm1Number().doubleValue()).isPositive();
    }

    @Test
    void notANumberIsNeverHidden() {
        float[] nan = {Float.NaN, 1};
        assertThat(CrossEntropy.mean(new int[] {1}, nan, 2)).isNaN();
        assertThat(BinaryCrossEntropy.mean(new float[2], nan)).isNaN();
        assertThat(SmoothL1.mean(new float[2], nan)).isNaN();
        assertThat(MeanSquaredError.mean(new float[2], nan)).isNaN();
    }

    @Test
    void refusesLabelsOutOfRangeAndUnequalShapes() {
        SDVariable logits = sd.var("logits", Nd4j.create(DataType.FLOAT, 2, 3));
        assertThatThrownBy(() -> LossRun.of(
                        sd, SoftmaxCrossEntropy.fromLogits(sd.constant("l", Nd4j.createFromArray(0, 3)), logits)))
                .hasMessageContaining("class ids of 0 to 2")
                .hasMessageContaining("found 3 in row 1");
        SameDiff other = SameDiff.create();
        SDVariable a = other.var("a", Nd4j.create(DataType.FLOAT, 2, 3));
        SDVariable b = other.var("b", Nd4j.create(DataType.FLOAT, 2));
        assertThatThrownBy(() -> LossRun.of(other, MeanSquaredError.of(a, b)))
                .hasMessageContaining("loss: expected b and a of one shape, found [2] and [2, 3]");
        assertThatThrownBy(() -> SoftmaxCrossEntropy.fromLogits(a, b))
                .hasMessageContaining("variable a to be of an integer type");
    }

    @Test
    void asManyValuesInAnotherShapeAreRefused() {
        INDArray wide = Nd4j.create(DataType.FLOAT, 2, 4);
        for (long[] shape : new long[][] {{4, 2}, {8}, {1, 2, 4}}) {
            SameDiff graph = SameDiff.create();
            SDVariable a = graph.var("predicted", wide);
            SDVariable b = graph.var("wanted", Nd4j.create(DataType.FLOAT, shape));
            for (Loss loss : java.util.List.of(
                    MeanSquaredError.of(b, a),
                    SmoothL1.of(b, a),
                    BinaryCrossEntropy.fromLogits(b, a),
                    (sd, name) -> Iou.of(b, a).apply(sd, name))) {
                assertThatThrownBy(() -> value(graph, loss))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContainingAll(
                                ": expected predicted and wanted of one shape, found [2, 4] and ",
                                java.util.Arrays.toString(shape));
            }
        }
    }

    @Test
    void labelsAreOnePerRowOfScores() {
        SDVariable scores = sd.var("scores", Nd4j.create(DataType.FLOAT, 2, 3, 4));
        for (long[] shape : new long[][] {{3, 2}, {6}, {2, 3, 1}}) {
            SDVariable labels = sd.constant(Nd4j.create(DataType.INT32, shape));
            for (Loss loss : java.util.List.<Loss>of(
                    SoftmaxCrossEntropy.fromLogits(labels, scores),
                    (g, name) -> Accuracy.of(labels, scores).apply(g, name))) {
                assertThatThrownBy(() -> value(sd, loss))
                        .hasMessageContaining(": expected scores [..., classes] and labels [...], found scores of"
                                + " shape [2, 3, 4] and ")
                        .hasMessageContaining(java.util.Arrays.toString(shape));
            }
        }
    }

    private static double value(SameDiff graph, Loss loss) {
        String name = loss.apply(graph, "loss" + graph.ops().length).name();
        try (org.mrcnn.engine.OpResources shared = new org.mrcnn.engine.OpResources();
                org.mrcnn.engine.GraphRunner runner =
                        org.mrcnn.engine.GraphRunner.forOutputs(graph, java.util.List.of(name), shared);
                org.mrcnn.engine.GraphRunner.Outputs run = runner.run(Map.of())) {
            return run.get(name).getDouble(0);
        }
    }

    @Test
    void targetsOfACrossEntropyAreProbabilities() {
        SDVariable logits = floats("logits", 1, 2, 3);
        for (float bad : new float[] {255, -0.01f, 1.01f, Float.NaN}) {
            SDVariable masks = sd.constant(Nd4j.createFromArray(0f, 1f, bad));
            assertThatThrownBy(() -> value(sd, BinaryCrossEntropy.fromLogits(masks, logits)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("expected targets of 0 to 1 in " + masks.name(), "found " + bad);
        }
    }

    @Test
    void metricsAreNotANumberWhereTheirPredictionsAreNot() {
        float[] nan = {Float.NaN, 1};
        assertThat(Iou.of(new float[2], nan, 0.5)).isNaN();
        assertThat(Accuracy.of(new int[] {0}, nan, 2)).isNaN();
        assertThat(Accuracy.of(new int[] {-1}, nan, 2)).as("of no labelled row").isZero();
    }

    @Test
    void accuracyByHand() {
        float[] scores = {1, 0, 0, 1, 1, 1, 0, 5};
        assertThat(Accuracy.of(new int[] {0, 0, 0, -1}, scores, 2)).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(Accuracy.of(new int[] {-1}, new float[2], 2)).isZero();
    }

    @Test
    void iouByHand() {
        assertThat(Iou.of(new float[] {1, 1, 0, 0}, new float[] {0.5f, 0.4f, 0.9f, 0}, 0.5))
                .isCloseTo(1 / 3.0, within(1e-12));
        assertThat(Iou.of(new float[3], new float[3], 0.5)).isOne();
    }

    @Test
    void l2InBothForms() {
        for (boolean mean : new boolean[] {true, false}) {
            SameDiff graph = SameDiff.create();
            SDVariable a = graph.var("a", Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}}));
            SDVariable b = graph.var("b", Nd4j.createFromArray(2f).reshape(1));
            // A variable in column-major order, which an import may produce.
            SDVariable c = graph.var(
                    "c",
                    Nd4j.createFromArray(new float[][] {{1, -1, 2}, {0, 1, 3}}).dup('f'));
            LossRun run = LossRun.of(graph, (sd, name) -> L2Loss.of(0.5, mean, java.util.List.of(a, b, c), name));
            assertThat(run.loss())
                    .isCloseTo(mean ? 0.5 * (30 / 4.0 + 4 + 16 / 6.0) : 0.5 * (30 + 4 + 16), within(1e-5));
            assertThat(run.gradientError("a", a.getArr().mul(mean ? 0.25 : 1))).isLessThan(1e-6);
            assertThat(run.gradientError("b", b.getArr())).isLessThan(1e-6);
            assertThat(run.gradientError("c", c.getArr().mul(mean ? 1 / 6.0 : 1)))
                    .isLessThan(1e-6);
        }
    }

    @Test
    void l2IsAddedToTheGradientOfOtherLosses() {
        SameDiff graph = SameDiff.create();
        INDArray values = Nd4j.createFromArray(range(10_000)).reshape(100, 100);
        SDVariable w = graph.var("w/kernel", values);
        SDVariable other = graph.var("b/kernel", values.mul(-2).dup('f')); // as an import may produce
        SDVariable target = graph.constant("target", Nd4j.zeros(100, 100));
        Objective objective = Objective.on(graph)
                .loss("first", MeanSquaredError.of(target, w))
                .loss("second", 3, MeanSquaredError.of(target, w.add(other)))
                .l2(0.25, L2Form.DECAY, Weights.kernels())
                .build();
        LossRun run = LossRun.of(graph, (sd, name) -> sd.identity(name, sd.getVariable(objective.total())));
        // w + other is -w: (2 w - 6 w) / 10,000 + 0.5 w, and -6 w / 10,000 - w
        assertThat(run.gradientError("w/kernel", values.mul(-4e-4 + 0.5))).isLessThan(1e-6);
        assertThat(run.gradientError("b/kernel", values.mul(-6e-4 - 1))).isLessThan(1e-6);
    }

    private static float[] range(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (i % 201 - 100) / 100f;
        }
        return values;
    }

    @Test
    void l2RefusesBadFactors() {
        SDVariable w = floats("w", 1);
        assertThatThrownBy(() -> L2Loss.of(-1, false, java.util.List.of(w), "l2"))
                .hasMessageContaining("at least 0 and finite, found -1");
        assertThatThrownBy(() -> L2Loss.of(1, false, java.util.List.of(), "l2")).hasMessageContaining("no weights");
    }

    @Test
    void namesOfWeights() {
        assertThat(Weights.kernels()).accepts("a/kernel").rejects("a/bias", "bn/gamma");
        assertThat(Weights.withoutBatchNorm()).accepts("a/kernel", "a/bias").rejects("bn/gamma", "bn/beta");
    }
}
