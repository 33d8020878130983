// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.ssd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.engine.internal.check.GradientCheck;
import org.mrcnn.losses.Loss;
import org.mrcnn.losses.LossRun;
import org.mrcnn.losses.Objective;
import org.mrcnn.losses.ssd.SsdLosses;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares the losses with loops that follow their definition. ParityTest of the examples compares them with reference values.
 */
class SsdLossesTest {

    private static final int BOXES = 40;
    private static final int CLASSES = 4;

    private final SameDiff sd = SameDiff.create();

    private static INDArray random(long seed, double from, double to, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        INDArray array = Nd4j.create(shape);
        for (long i = 0; i < array.length(); i++) {
            array.putScalar(i, random.nextDouble(from, to));
        }
        return array;
    }

    /** Returns labels of two images: mostly background, a few objects, and a few boxes that are left out. */
    private SDVariable labels(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] labels = new int[2 * BOXES];
        for (int i = 0; i < labels.length; i++) {
            int draw = random.nextInt(20);
            labels[i] = draw < 2 ? 1 + random.nextInt(CLASSES - 1) : draw < 4 ? -1 : 0;
        }
        return labels(labels);
    }

    private SDVariable labels(int... labels) {
        return sd.constant("labels", Nd4j.createFromArray(labels).reshape(2, labels.length / 2));
    }

    private static double naiveClassLoss(int[] labels, double[][] probabilities, double ratio, int least) {
        double sum = 0;
        int positives = 0;
        List<Double> negatives = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] > 0) {
                positives++;
                sum -= Math.log(probabilities[i][labels[i]]);
            } else if (labels[i] == 0) {
                negatives.add(-Math.log(probabilities[i][0]));
            }
        }
        negatives.sort(Collections.reverseOrder());
        int kept = Math.min(negatives.size(), Math.max((int) (ratio * positives), least));
        for (double loss : negatives.subList(0, kept)) {
            sum += loss;
        }
        return sum / Math.max(1, positives);
    }

    private static double[][] softmax(INDArray logits) {
        double[][] rows = new double[(int) logits.length() / CLASSES][CLASSES];
        for (int i = 0; i < rows.length; i++) {
            double sum = 0;
            for (int c = 0; c < CLASSES; c++) {
                rows[i][c] = Math.exp(logits.getDouble((long) i * CLASSES + c));
                sum += rows[i][c];
            }
            for (int c = 0; c < CLASSES; c++) {
                rows[i][c] /= sum;
            }
        }
        return rows;
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 0", "2, 1, 0", "3, 3, 30", "4, 1.5, 0", "5, 100, 0", "6, 0, 0"})
    void classLossIsThatOfTheDefinition(long seed, double ratio, int least) {
        INDArray logits = random(seed, -3, 3, 2, BOXES, CLASSES);
        SDVariable labels = labels(seed);
        HardNegativeMining mining = new HardNegativeMining(ratio, least);
        double expected = naiveClassLoss(labels.getArr().data().asInt(), softmax(logits), ratio, least);
        assertThat(LossRun.of(sd, SsdClassLoss.of(mining, labels, sd.var("logits", logits)))
                        .loss())
                .isCloseTo(expected, within(1e-5 * expected));
    }

    @Test
    void fromProbabilitiesItIsTheSame() {
        INDArray logits = random(7, -3, 3, 2, BOXES, CLASSES);
        double[][] rows = softmax(logits);
        INDArray probabilities = Nd4j.create(2, BOXES, CLASSES);
        for (int i = 0; i < probabilities.length(); i++) {
            probabilities.putScalar(i, rows[i / CLASSES][i % CLASSES]);
        }
        SDVariable labels = labels(7);
        double expected = naiveClassLoss(labels.getArr().data().asInt(), rows, 3, 0);
        Loss loss = SsdClassLoss.ofProbabilities(HardNegativeMining.standard(), labels, sd.var("p", probabilities));
        assertThat(LossRun.of(sd, loss).loss()).isCloseTo(expected, within(1e-5 * expected));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientOfTheClassLossAgreesWithDifferences(boolean probabilities) {
        SDVariable scores =
                sd.var("scores", random(8, probabilities ? 0.2 : -2, probabilities ? 0.9 : 2, 2, 12, CLASSES));
        SDVariable labels = labels(0, 0, 2, 0, -1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, -1, 0, 0, 0, 0);
        HardNegativeMining mining = new HardNegativeMining(2, 0);
        Loss loss = probabilities
                ? SsdClassLoss.ofProbabilities(mining, labels, scores)
                : SsdClassLoss.of(mining, labels, scores);
        loss.apply(sd, "loss");
        GradientCheck check = new GradientCheck(1e-3, 2e-2, 1e-3, 1000, 1);
        assertThat(check.check(sd, "loss", Map.of())).isEqualTo(2 * 12 * CLASSES);
    }

    @Test
    void miningTakesTheHardestOfTheWholeBatch() {
        int[] labels = {0, 0, 1, -1, 0, 0, 0};
        double[] losses = {0.5, 2, 9, 9, 2, 0, 0.1};
        assertThat(new HardNegativeMining(2, 0).choose(labels, losses)).containsExactly(1, 4);
        assertThat(new HardNegativeMining(1, 0).choose(labels, losses))
                .as("of equal losses the first")
                .containsExactly(1);
        assertThat(new HardNegativeMining(100, 0).choose(labels, losses))
                .as("none without a loss")
                .containsExactly(0, 1, 4, 6);
        assertThat(new HardNegativeMining(0, 3).choose(labels, losses)).containsExactly(0, 1, 4);
    }

    @Test
    void withoutPositivesOnlyTheLeastNumberOfNegativesEnters() {
        SDVariable labels = labels(0, 0, 0, -1);
        INDArray logits = Nd4j.createFromArray(0f, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0)
                .reshape(2, 2, CLASSES);
        SDVariable variable = sd.var("logits", logits);
        LossRun none = LossRun.of(sd, SsdClassLoss.of(HardNegativeMining.standard(), labels, variable));
        assertThat(none.loss()).isZero();
        assertThat(none.gradientError("logits", logits.mul(0))).isZero();
        SDVariable other =
                SsdClassLoss.of(new HardNegativeMining(3, 1), labels, variable).apply(sd, "other");
        assertThat(other.name()).isEqualTo("other");
    }

    @ParameterizedTest
    @CsvSource({"NaN, true", "NaN, false", "Infinity, true", "Infinity, false", "-Infinity, false"})
    void miningNeverHidesALossThatIsNotFinite(float bad, boolean positives) {
        for (int box = 0; box < 4; box++) {
            INDArray logits = random(16, -1, 1, 2, 2, CLASSES);
            logits.putScalar((long) box * CLASSES, bad);
            SameDiff graph = SameDiff.create();
            SDVariable labels =
                    graph.constant("labels", Nd4j.createFromArray(new int[][] {{0, 0}, {0, positives ? 1 : 0}}));
            boolean finite = positives && box == 3 && bad < 0; // its background has the probability 0, as it should
            assertThat(LossRun.of(graph, SsdLosses.classes(labels, graph.var("logits", logits)))
                            .loss())
                    .matches(loss -> finite == Double.isFinite(loss), "box " + box);
        }
    }

    @Test
    void miningNeverHidesProbabilitiesThatAreNotFinite() {
        INDArray nan =
                Nd4j.valueArrayOf(new long[] {2, 2, CLASSES}, Float.NaN, org.nd4j.linalg.api.buffer.DataType.FLOAT);
        Loss loss = SsdClassLoss.ofProbabilities(
                HardNegativeMining.standard(), labels(0, 0, 0, -1), sd.var("probabilities", nan));
        assertThat(LossRun.of(sd, loss).loss()).isNaN();
    }

    @Test
    void boxLossIsSmoothL1OfPositivesDividedByTheirNumber() {
        SDVariable labels = labels(0, 2, -1, 1);
        INDArray offsets = Nd4j.createFromArray(9f, 9, 9, 9, 0.5f, 0, -3, 0, 9, 9, 9, 9, 0, 0, 0, 2)
                .reshape(2, 2, 4);
        SDVariable targets = sd.constant("targets", Nd4j.zeros(2, 2, 4));
        LossRun run = LossRun.of(sd, SsdBoxLoss.of(labels, targets, sd.var("offsets", offsets)));
        assertThat(run.loss()).isCloseTo((0.125 + 2.5 + 1.5) / 2, within(1e-6));
        assertThat(run.gradients().get("offsets").data().asFloat())
                .containsExactly(0, 0, 0, 0, 0.25f, 0, -0.5f, 0, 0, 0, 0, 0, 0, 0, 0, 0.5f);
    }

    @Test
    void anObjectiveTrainsBothParts() {
        SDVariable x = sd.constant("features", random(9, -1, 1, 2 * BOXES, 5));
        SDVariable logits = x.mmul(sd.var("classes", random(10, -0.5, 0.5, 5, CLASSES)));
        SDVariable offsets = x.mmul(sd.var("boxes", random(11, -0.5, 0.5, 5, 4)));
        SDVariable labels = labels(12);
        SDVariable targets = sd.constant("targets", random(13, -2, 2, 2, BOXES, 4));
        Objective objective = Objective.on(sd)
                .loss(
                        "ssd_class_loss",
                        SsdClassLoss.of(HardNegativeMining.standard(), labels, logits.reshape(2, BOXES, CLASSES)))
                .loss("ssd_bbox_loss", 0.5, SsdBoxLoss.of(labels, targets, offsets.reshape(2, BOXES, 4)))
                .build();
        GradientCheck check = new GradientCheck(1e-3, 2e-2, 1e-3, 1000, 1);
        assertThat(check.check(sd, objective.total(), Map.of())).isEqualTo(5 * CLASSES + 5 * 4);
    }

    @Test
    void badInputIsNamed() {
        SDVariable logits = sd.var("logits", random(14, -1, 1, 2, 2, CLASSES));
        assertThatThrownBy(() ->
                        LossRun.of(sd, SsdClassLoss.of(HardNegativeMining.standard(), labels(0, 1, 4, 0), logits)))
                .hasMessageContaining("loss: expected labels of 0 to 3")
                .hasMessageContaining("found 4 for box 2 of the batch");
        assertThatThrownBy(() -> new HardNegativeMining(-1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("negativesPerPositive: expected a number of at least 0, found -1");
        assertThatThrownBy(() -> new HardNegativeMining(3, -1)).hasMessageContaining("minNegatives");
        SameDiff other = SameDiff.create();
        SDVariable wrong = other.constant("labels", Nd4j.createFromArray(0, 1, 0));
        assertThatThrownBy(() -> LossRun.of(
                        other,
                        SsdClassLoss.of(
                                HardNegativeMining.standard(),
                                wrong,
                                other.var("logits", random(15, -1, 1, 2, 2, CLASSES)))))
                .hasMessageContaining("logits of shape [2, 2, 4] and labels of shape [3]");
    }
}
