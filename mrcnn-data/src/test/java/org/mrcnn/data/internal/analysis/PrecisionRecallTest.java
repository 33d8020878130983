// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGolden;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.EvaluationResult;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.data.evaluation.IouType;

class PrecisionRecallTest {
    @TempDir
    private Path folder;

    /** Three objects; by score correct, wrong, correct: precision 1, 1/2, 2/3, recall 1/3, 1/3, 2/3. */
    private static BoxScene threeObjects() {
        return new BoxScene()
                .truth(1, 7, 0, 0)
                .truth(1, 7, 50, 0)
                .truth(2, 7, 0, 0)
                .found(1, 7, 0, 0, 0.9)
                .found(1, 7, 90, 0, 0.8)
                .found(2, 7, 0, 0, 0.7);
    }

    @Test
    void workedByHand() {
        PrecisionRecall curve = threeObjects().analysis().precisionRecall().get(7);
        assertThat(curve.positives()).isEqualTo(3);
        assertThat(curve.detections()).isEqualTo(3);
        assertThat(curve.scores()).containsExactly(0.9, 0.8, 0.7);
        assertThat(curve.precision()).containsExactly(1, 0.5, 2 / 3.0);
        assertThat(curve.recall()).containsExactly(1 / 3.0, 1 / 3.0, 2 / 3.0);
        // 34 levels up to recall 1/3, 33 more up to 2/3
        assertThat(curve.averagePrecision()).isCloseTo((34 + 33 * 2 / 3.0) / 101, within(1e-15));
    }

    @Test
    void bestThresholdWorkedByHand() {
        PrecisionRecall curve = threeObjects().analysis().precisionRecall().get(7);
        ScoreThreshold best = curve.best(1).orElseThrow();
        assertThat(best).isEqualTo(new ScoreThreshold(0.7, 2, 1, 1));
        assertThat(best.precision()).isEqualTo(2 / 3.0);
        assertThat(best.recall()).isEqualTo(2 / 3.0);
        assertThat(best.f(1)).isCloseTo(2 / 3.0, within(1e-15));
        assertThat(curve.best(0.2).orElseThrow().score()).isEqualTo(0.9); // precision counts more
        assertThatIllegalArgumentException().isThrownBy(() -> curve.best(0)).withMessageContaining("beta 0.0");
    }

    @Test
    void equalScoresAreKeptOrDroppedTogether() {
        BoxScene boxes = new BoxScene().truth(1, 1, 0, 0).found(1, 1, 0, 0, 0.5).found(1, 1, 90, 0, 0.5);
        assertThat(boxes.analysis().precisionRecall().get(1).best(1)).contains(new ScoreThreshold(0.5, 1, 1, 0));
    }

    @Test
    void nothingToFindAndNothingFound() {
        PrecisionRecall invented =
                new BoxScene().found(1, 1, 0, 0, 1).analysis().precisionRecall().get(1);
        assertThat(invented.averagePrecision()).isNaN();
        assertThat(invented.recall()).containsExactly(Double.NaN);
        assertThat(invented.best(1)).isEmpty();
        PrecisionRecall missed =
                new BoxScene().truth(1, 1, 0, 0).analysis().precisionRecall().get(1);
        assertThat(missed.averagePrecision()).isZero();
        assertThat(missed.precision()).isEmpty();
        assertThat(missed.best(1)).isEmpty();
    }

    @Test
    void bestThresholdIsTheBestOfAll() {
        for (int seed = 0; seed < 30; seed++) {
            BoxScene boxes = BoxScene.drawn(new Random(seed));
            boxes.analysis().precisionRecall().forEach((id, curve) -> {
                double[] scores = curve.scores();
                double[] precision = curve.precision();
                double[] recall = curve.recall();
                double best = 0;
                for (int i = 0; i < scores.length; i++) {
                    boolean last = i == scores.length - 1 || scores[i + 1] < scores[i];
                    if (last && precision[i] > 0) {
                        best = Math.max(best, 2 * precision[i] * recall[i] / (precision[i] + recall[i]));
                    }
                }
                assertThat(curve.best(1).map(b -> b.f(1)).orElse(0.0)).isCloseTo(best, within(1e-12));
            });
        }
    }

    /** Crowds, ties, several categories: COCO averages the same curves. */
    @ParameterizedTest
    @CsvSource({
        "eval_few_max, BBOX", "eval_few_max, SEGM", "eval_many, BBOX", "eval_many, SEGM",
        "eval_nuclei, BBOX", "eval_nuclei, SEGM", "eval_synthetic, BBOX", "eval_synthetic, SEGM",
    })
    void agreesWithTheEvaluation(String name, IouType type) throws IOException {
        CocoGroundTruth truth = CocoGroundTruth.read(CocoGolden.unpack(name + "/gt.json", folder));
        List<CocoDetection> found =
                CocoDetection.readAll(CocoGolden.unpack(name + "/results_" + type.key() + ".json", folder));
        EvaluationSettings settings = EvaluationSettings.defaults(type);
        EvaluationResult result = truth.evaluate(found, settings);
        for (double overlap : new double[] {0.5, 0.75}) {
            Analysis analysis = Analysis.of(truth, found, settings, overlap);
            analysis.precisionRecall().forEach((id, curve) -> {
                double expected = result.metricsOf(id).get(overlap == 0.5 ? "AP50" : "AP75");
                if (curve.positives() == 0) {
                    assertThat(expected).isEqualTo(-1);
                } else {
                    assertThat(curve.averagePrecision()).isCloseTo(expected, within(1e-12));
                }
            });
            if (overlap == 0.5) {
                assertThat(analysis.errors().averagePrecision())
                        .isCloseTo(result.metrics().get("AP50"), within(1e-12));
            }
        }
    }

    @Test
    void thresholdsAreChecked() {
        for (double wrong : new double[] {0, 1.1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Analysis.of(threeObjects().truth(), List.of(), BoxScene.SETTINGS, wrong))
                    .withMessageContaining("iouThreshold " + wrong);
        }
    }
}
