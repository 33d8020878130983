// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.train.StepReport;
import org.mrcnn.train.TrainingHistory;
import org.mrcnn.train.ValidationReport;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TwoBranchesTest {

    private final Map<String, INDArray> heldOut = TwoBranches.cells(32, 3, 32).get(0);

    @Test
    void lossesFallAndTheBestWeightsBeatGuessing() {
        TwoBranches best = new TwoBranches(1);
        TrainingHistory history =
                new TwoBranches(1).train(TwoBranches.cells(96, 1, 16), TwoBranches.cells(32, 2, 16), 5, best);
        List<StepReport> steps = history.steps();
        for (String loss : List.of("branches_loss", "bce_loss", "dice_loss")) {
            assertThat(mean(steps.subList(25, 30), loss)).as(loss).isLessThan(0.8 * mean(steps.subList(0, 5), loss));
        }
        assertThat(history.validations()).hasSize(5).anyMatch(ValidationReport::best);
        assertThat(TwoBranches.iou(best.graph, heldOut)).isGreaterThan(1.5 * TwoBranches.iouOfGuess(heldOut));
    }

    @Test
    void aSeedGivesTheSameBits() {
        assertThat(logitsAfterTwoSteps(1)).isEqualTo(logitsAfterTwoSteps(1)).isNotEqualTo(logitsAfterTwoSteps(2));
    }

    private float[] logitsAfterTwoSteps(long seed) {
        TwoBranches best = new TwoBranches(seed);
        new TwoBranches(seed).train(TwoBranches.cells(8, 1, 4), TwoBranches.cells(4, 2, 4), 1, best);
        return TwoBranches.predict(best.graph, heldOut.get("image"));
    }

    @Test
    void aSavedNetworkPredictsTheSame(@TempDir Path folder) {
        TwoBranches network = new TwoBranches(1);
        File file = folder.resolve("network.fb").toFile();
        network.graph.save(file, false);
        INDArray images = heldOut.get("image");
        assertThat(TwoBranches.predict(SameDiff.load(file, false), images))
                .isEqualTo(TwoBranches.predict(network.graph, images));
    }

    @Test
    void theLossReadsTargetInnerLayerAndOutput() {
        SameDiff sd = SameDiff.create();
        SDVariable target = sd.constant(Nd4j.createFromArray(1f, 0f));
        SDVariable inner = sd.constant(Nd4j.createFromArray(0f, 100f)); // squared errors 1/4 and 1
        SDVariable output = sd.constant(Nd4j.createFromArray(100f, 0f)); // 0 and 1/4
        SDVariable loss = TwoBranches.branchesLoss(target, inner, output);
        assertThat(loss.eval().getDouble(0)).isCloseTo((0.25 + 1 + 0.25 * 2) / 2, within(1e-6));
    }

    @Test
    void metricsCountPixels() {
        SameDiff sd = SameDiff.create();
        SDVariable target = sd.constant(Nd4j.createFromArray(1f, 1f, 0f, 0f, 0f));
        SDVariable logits =
                sd.constant(Nd4j.createFromArray(2f, -1f, 3f, -1f, -2f)); // one right, one missed, one wrong
        assertThat(TwoBranches.f1(target, logits).eval().getDouble(0)).isCloseTo(0.5, within(1e-6));
        assertThat(TwoBranches.accuracy(target, logits).eval().getDouble(0)).isCloseTo(0.6, within(1e-6));
    }

    private static double mean(List<StepReport> steps, String loss) {
        return steps.stream()
                .mapToDouble(step -> step.losses().value(loss))
                .average()
                .orElseThrow();
    }
}
