// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.engine.GraphRunner;
import org.mrcnn.engine.OpResources;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/** Tests inputs of losses and metrics that would give a meaningless number. */
class LossInputsTest {

    private final SameDiff sd = SameDiff.create();

    private SDVariable boxes(float... box) {
        return sd.constant(Nd4j.createFromArray(new float[][] {{0, 0, 5, 5}, box}));
    }

    /** Boxes given as a corner or centre with height and width overlap nothing, and would be trained on unnoticed. */
    @Test
    void targetsThatAreNoCornersAreRefused() {
        SDVariable predicted = sd.var("p", Nd4j.createFromArray(new float[][] {{0, 0, 5, 5}, {8, 1, 2, 9}}));
        SDVariable target = boxes(30, 40, 10, 20).rename("wanted");
        assertThatThrownBy(() -> LossRun.of(sd, BoxIouLoss.giou(target, predicted)))
                .hasMessageContaining(
                        "loss: expected boxes (y1, x1, y2, x2) in wanted, y2 and x2 not below y1 and x1, found"
                                + " [30.0, 40.0, 10.0, 20.0] in row 1");
    }

    @Test
    void targetsWithoutAreaAndPredictionsOfAnyFormAreTaken() {
        SDVariable predicted = sd.var("p", Nd4j.createFromArray(new float[][] {{0, 0, 5, 5}, {8, 9, 2, 1}}));
        assertThat(LossRun.of(sd, BoxIouLoss.diou(boxes(3, 3, 3, 3), predicted)).loss())
                .isFinite();
    }

    /** For example classes counted from 1; a softmax cross entropy rejects them too. */
    @ParameterizedTest
    @ValueSource(ints = {2, -2})
    void labelsOfNoClassAreRefusedByMetrics(int label) {
        SDVariable scores = sd.var("scores", Nd4j.createFromArray(new float[][] {{0, 1}, {1, 0}}));
        SDVariable labels = sd.constant("labels", Nd4j.createFromArray(1, label));
        Accuracy.of(labels, scores).apply(sd, "right");
        try (OpResources shared = new OpResources();
                GraphRunner runner = GraphRunner.forOutputs(sd, List.of("right"), shared)) {
            assertThatThrownBy(() -> runner.run(Map.of()))
                    .hasMessageContaining("right: expected class ids of 0 to 1, or -1 for a row without, found " + label
                            + " in row 1");
        }
    }

    @Test
    void targetsThatAreNotNumbersAreNotHidden() {
        assertThat(Iou.of(new float[] {1, Float.NaN}, new float[] {1, 0}, 0.5)).isNaN();
    }

    /** A longer array of targets would otherwise be read in part. */
    @Test
    void arraysOfFormulasMustFit() {
        float[] two = {1, 0};
        float[] one = {1};
        String different = "expected as many targets as predicted values, found 2 and 1";
        assertThatThrownBy(() -> MeanSquaredError.mean(two, one)).hasMessage(different);
        assertThatThrownBy(() -> MeanSquaredError.gradient(two, one, 1)).hasMessage(different);
        assertThatThrownBy(() -> SmoothL1.mean(two, one)).hasMessage(different);
        assertThatThrownBy(() -> SmoothL1.gradient(two, one, 1)).hasMessage(different);
        assertThatThrownBy(() -> BinaryCrossEntropy.mean(two, one)).hasMessage(different);
        assertThatThrownBy(() -> BinaryCrossEntropy.gradient(two, one, 1)).hasMessage(different);
        assertThatThrownBy(() -> Iou.of(two, one, 0)).hasMessage(different);
        assertThatThrownBy(() -> Iou.of(two, two, Double.NaN)).hasMessage("threshold: expected a number, found NaN");
        assertThatThrownBy(() -> DiceLoss.mean(two, one, 1)).hasMessage(different);
        assertThatThrownBy(() -> DiceLoss.mean(two, two, -1))
                .hasMessage("expected values of -1 rows of one length, found 2 values");
        assertThatThrownBy(() -> DiceLoss.gradient(two, two, Integer.MAX_VALUE, 1))
                .hasMessage("expected values of 2147483647 rows of one length, found 2 values");
        assertThatThrownBy(() -> Accuracy.of(new int[] {0}, two, 3))
                .hasMessage("expected scores of 3 classes for each of 1 labels, found 2 scores");
    }

    /** If a name has a typing error, SameDiff only reports that something is null. */
    @Test
    void aLossOfAVariableThatIsNotThereIsNamed() {
        sd.var("p", Nd4j.createFromArray(1f, 2f));
        ObjectiveBuilder builder = Objective.on(sd).loss("mine", (graph, name) -> graph.getVariable("p")
                .sub(graph.getVariable("traget"))
                .mean());
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("loss mine: ");
    }
}
