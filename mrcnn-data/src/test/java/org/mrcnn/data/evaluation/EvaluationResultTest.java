// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationResultTest {
    private static final EvaluationSettings SETTINGS = EvaluationSettings.defaults(IouType.SEGM);

    @TempDir
    private Path folder;

    private CocoGroundTruth truth;
    private List<CocoDetection> found;

    @BeforeEach
    void readSyntheticEvaluation() throws IOException {
        truth = CocoGroundTruth.read(CocoGolden.unpack("eval_synthetic/gt.json", folder));
        found = CocoDetection.readAll(CocoGolden.unpack("eval_synthetic/results_segm.json", folder));
    }

    @Test
    void figuresOfOneCategoryAreThoseOfItsOwnEvaluation() {
        EvaluationResult result = truth.evaluate(found, SETTINGS);
        assertThat(result.categoryIds()).hasSizeGreaterThan(1);
        for (int id : result.categoryIds()) {
            assertThat(result.metricsOf(id))
                    .isEqualTo(truth.evaluate(found, SETTINGS.withCategoryIds(List.of(id)))
                            .metrics())
                    .containsKeys("AP", "AP50", "AR100", "ARlarge");
        }
    }

    @Test
    void averagePrecisionIsTheMeanOfTheCurves() {
        EvaluationResult result = truth.evaluate(found, SETTINGS);
        for (int id : result.categoryIds()) {
            assertThat(Arrays.stream(result.precisionOf(id, 0.75)).average().orElseThrow())
                    .isCloseTo(result.metricsOf(id).get("AP75"), within(1e-12));
        }
    }

    @Test
    void whatWasNotEvaluatedIsNamed() {
        EvaluationResult result = truth.evaluate(found, SETTINGS.withIouThresholds(List.of(0.5)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> result.metricsOf(4711))
                .withMessageContaining("category 4711 was not evaluated, expected one of [");
        int id = result.categoryIds().get(0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> result.precisionOf(id, 0.75))
                .withMessageContaining("overlap 0.75 was not evaluated, expected one of [0.5]");
        EvaluationResult small = truth.evaluate(
                found, SETTINGS.withAreaRanges(List.of(new EvaluationSettings.AreaRange("small", 0, 100))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small.precisionOf(id, 0.5))
                .withMessageContaining("area range all");
        EvaluationResult twoLimits = truth.evaluate(found, SETTINGS.withMaxDetections(List.of(1, 10)));
        assertThatIllegalStateException()
                .isThrownBy(() -> twoLimits.metricsOf(id))
                .withMessageContaining("[1, 10]");
    }
}
