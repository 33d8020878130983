// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.evaluation.MatterportAp.Objects;
import org.mrcnn.data.mask.Rle;

class MatterportApTest {
    private static final int SIDE = 40;
    private static final Objects NONE = new Objects(List.of(), List.of());

    @Test
    void agreesWithMatterport() {
        for (JsonNode c : CocoGolden.json("matterport_ap.json")) {
            Objects truth = objects(c.get("truth"), c.get("classes"));
            Objects found = objects(c.get("found"), c.get("guessed"));
            double[] scores = StreamSupport.stream(c.get("scores").spliterator(), false)
                    .mapToDouble(JsonNode::asDouble)
                    .toArray();
            for (String threshold : List.of("0.3", "0.5", "0.75")) {
                assertThat(MatterportAp.of(truth, found, scores, Double.parseDouble(threshold)))
                        .isCloseTo(c.get("ap").get(threshold).asDouble(), within(1e-12));
            }
            assertThat(MatterportAp.ofRange(truth, found, scores))
                    .isCloseTo(c.get("range").asDouble(), within(1e-12));
            float[] overlaps = overlaps(c.get("found"), c.get("truth"));
            assertThat(MatterportAp.recall(overlaps, truth.masks().size(), 0.5))
                    .isCloseTo(c.get("recall").asDouble(), within(1e-12));
        }
    }

    /** Two objects; correct, wrong, correct: area 1/2 * 1 + 1/2 * 2/3. */
    @Test
    void workedByHand() {
        Rle a = box(0, 0, 10, 10);
        Rle b = box(20, 20, 30, 30);
        Objects truth = new Objects(List.of(1, 2), List.of(a, b));
        Objects found = new Objects(List.of(2, 2, 1), List.of(b, a, a));
        double[] scores = {0.2, 0.5, 0.9};
        assertThat(MatterportAp.of(truth, found, scores, 0.5)).isCloseTo(0.5 + 1 / 3.0, within(1e-7));
    }

    @Test
    void equalScoresTakeTheLastFirst() {
        Rle a = box(0, 0, 10, 10);
        Objects truth = new Objects(List.of(1), List.of(a));
        Objects wrongLast = new Objects(List.of(1, 2), List.of(a, a));
        assertThat(MatterportAp.of(truth, wrongLast, new double[] {0.5, 0.5}, 0.5))
                .isEqualTo(0.5);
    }

    @Test
    void nothingFoundAndNothingThere() {
        Objects one = new Objects(List.of(1), List.of(box(0, 0, 5, 5)));
        assertThat(MatterportAp.of(one, NONE, new double[0], 0.5)).isZero();
        assertThat(MatterportAp.of(NONE, NONE, new double[0], 0.5)).isZero();
        assertThat(MatterportAp.of(NONE, one, new double[] {1}, 0.5)).isNaN();
    }

    @Test
    void countsAreChecked() {
        Objects one = new Objects(List.of(1), List.of(box(0, 0, 5, 5)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MatterportAp.of(one, one, new double[2], 0.5))
                .withMessageContaining("2 scores of 1 detections");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Objects(List.of(1, 2), List.of()))
                .withMessageContaining("2 classes and 0 masks");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MatterportAp.recall(new float[3], 2, 0.5))
                .withMessageContaining("3 overlaps with 2 boxes");
    }

    private static Objects objects(JsonNode boxes, JsonNode classes) {
        return new Objects(
                StreamSupport.stream(classes.spliterator(), false)
                        .map(JsonNode::asInt)
                        .toList(),
                StreamSupport.stream(boxes.spliterator(), false)
                        .map(b -> box(
                                b.get(0).asInt(),
                                b.get(1).asInt(),
                                b.get(2).asInt(),
                                b.get(3).asInt()))
                        .toList());
    }

    private static Rle box(int y1, int x1, int y2, int x2) {
        byte[] mask = new byte[SIDE * SIDE];
        for (int y = y1; y < y2; y++) {
            for (int x = x1; x < x2; x++) {
                mask[y * SIDE + x] = 1;
            }
        }
        return Rle.of(mask, SIDE, SIDE);
    }

    private static float[] overlaps(JsonNode boxes, JsonNode truth) {
        float[] overlaps = new float[boxes.size() * truth.size()];
        int k = 0;
        for (JsonNode b : boxes) {
            for (JsonNode t : truth) {
                overlaps[k++] = (float) coco(b).iou(coco(t), false);
            }
        }
        return overlaps;
    }

    private static CocoDetection.Box coco(JsonNode b) {
        return CocoDetection.Box.ofCorners(
                b.get(0).asDouble(),
                b.get(1).asDouble(),
                b.get(2).asDouble(),
                b.get(3).asDouble());
    }
}
