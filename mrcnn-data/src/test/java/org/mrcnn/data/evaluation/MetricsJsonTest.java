// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.mask.Rle;

class MetricsJsonTest {
    @Test
    void keysHaveTheTypeInFrontAndStatsKeepTheOrder() throws IOException {
        EvaluationResult boxes = result(IouType.BBOX);
        EvaluationResult masks = result(IouType.SEGM);
        JsonNode json = new ObjectMapper().readTree(MetricsJson.toJson(boxes, masks));
        assertThat(json).hasSize(26);
        assertThat(json.get("bbox/AP50").doubleValue()).isEqualTo(boxes.stats()[1]);
        assertThat(json.get("segm/APlarge").doubleValue()).isEqualTo(-1);
        for (int i = 0; i < 12; i++) {
            assertThat(json.get("bbox/stats").get(i).doubleValue()).isEqualTo(boxes.stats()[i]);
            assertThat(json.get("segm/stats").get(i).doubleValue()).isEqualTo(masks.stats()[i]);
        }
        assertThat(json.fieldNames())
                .toIterable()
                .startsWith("bbox/AP", "bbox/AP50", "bbox/AP75", "bbox/APsmall", "bbox/APmedium", "bbox/APlarge")
                .contains("bbox/AR1", "bbox/AR10", "bbox/AR100", "bbox/ARsmall", "segm/AP", "segm/ARlarge");
    }

    /** One of three found: recall 1/3 is reached at levels 0 to 0.33, 34 of 101. */
    @Test
    void numbersHaveSeventeenDigits() {
        EvaluationSettings half = EvaluationSettings.defaults(IouType.BBOX).withIouThresholds(List.of(0.5));
        assertThat(MetricsJson.toJson(result(half)))
                .startsWith("{\n  \"AP\": 0.3366336633663365")
                .contains("\"bbox/AP\": 0.3366336633663365")
                .contains("\"bbox/APlarge\": -1,")
                .contains("\"bbox/AR1\": 0.33333333333333331,")
                .endsWith("]\n}\n");
    }

    @Test
    void twoResultsOfOneTypeAreRefused() {
        EvaluationResult boxes = result(IouType.BBOX);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MetricsJson.toJson(boxes, boxes))
                .withMessageContaining("one IouType");
    }

    private static EvaluationResult result(IouType type) {
        return result(EvaluationSettings.defaults(type));
    }

    private static EvaluationResult result(EvaluationSettings settings) {
        CocoDetection.Box box = new CocoDetection.Box(0, 0, 2, 2);
        Rle mask = Rle.fromBox(new double[] {0, 0, 2, 2}, 8, 8);
        CocoGroundTruth.Annotation found = new CocoGroundTruth.Annotation(1, 1, 1, box, mask, 4, false, false);
        CocoGroundTruth.Annotation missed = new CocoGroundTruth.Annotation(2, 2, 1, box, mask, 4, false, false);
        return CocoEvaluator.evaluate(
                List.of(found, missed, missed), List.of(new CocoDetection(1, 1, box, mask, 0.5)), settings);
    }
}
