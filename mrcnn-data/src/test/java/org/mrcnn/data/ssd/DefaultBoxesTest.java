// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.ssd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.ssd.DefaultBoxes.Found;
import org.mrcnn.data.ssd.DefaultBoxes.Level;
import org.mrcnn.data.ssd.DefaultBoxes.Targets;

class DefaultBoxesTest {

    private static final DefaultBoxes BOXES =
            DefaultBoxes.of(64, 48, List.of(new Level(16, 20, List.of(1.0, 4.0)), new Level(32, 40, List.of(1.0))));

    @Test
    void levelsRowsColumnsRatios() {
        assertThat(BOXES.count()).isEqualTo(4 * 3 * 2 + 2 * 2);
        assertThat(BOXES.boxes()).startsWith(-2, -2, 18, 18, 3, -12, 13, 28, -2, 14, 18, 34);
        assertThat(BOXES.boxes()).endsWith(28, 28, 68, 68);
    }

    @Test
    void decodingEncodedObjectsGivesTheObjects() {
        float[] objects = {5, 6, 23, 22, 30, 4, 62, 44};
        Targets targets = BOXES.match(new int[] {2, 1}, objects);
        float[] decoded = BOXES.decode(targets.offsets());
        int matched = 0;
        for (int box = 0; box < BOXES.count(); box++) {
            int label = targets.labels()[box];
            for (int k = 0; label > 0 && k < 4; k++) {
                assertThat(decoded[4 * box + k]).isCloseTo(objects[label == 2 ? k : 4 + k], within(1e-4f));
            }
            matched += label > 0 ? 1 : 0;
        }
        assertThat(matched).isPositive();
        assertThat(targets.labels()).contains(1, 2);
    }

    @Test
    void everyObjectHasABoxEvenWhereNoneOverlapsItEnough() {
        float[] small = {1, 1, 3, 3, 1.5f, 1.5f, 3.5f, 3.5f};
        Targets targets = BOXES.match(new int[] {1, 2}, small);
        assertThat(targets.labels()).containsOnlyOnce(1).containsOnlyOnce(2);
        assertThat(BOXES.match(new int[0], new float[0]).labels()).containsOnly(0);
    }

    @Test
    void detectsTheBestBoxOfEachObjectAndClass() {
        float[] objects = {5, 6, 23, 22, 30, 4, 62, 44};
        Targets targets = BOXES.match(new int[] {2, 1}, objects);
        float[] logits = new float[BOXES.count() * 3];
        for (int box = 0; box < BOXES.count(); box++) {
            logits[3 * box + targets.labels()[box]] = targets.labels()[box] == 1 ? 4 : 5;
        }
        List<Found> found = BOXES.detect(logits, targets.offsets(), 0.5, 0.45f, 10);
        assertThat(found).extracting(Found::classId).containsExactly(2, 1);
        assertThat(found.get(0).score()).isCloseTo(Math.exp(5) / (Math.exp(5) + 2), within(1e-6));
        assertThat(found.get(1).box()).containsExactly(new float[] {30, 4, 62, 44}, within(1e-4f));
        assertThat(BOXES.detect(logits, targets.offsets(), 0.5, 0.45f, 1)).hasSize(1);
        assertThat(BOXES.detect(logits, targets.offsets(), 0.999, 0.45f, 10)).isEmpty();
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new Level(0, 10, List.of(1.0))).hasMessageContaining("expected a stride");
        assertThatThrownBy(() -> BOXES.match(new int[] {0}, new float[4])).hasMessageContaining("class ids [0]");
        assertThatThrownBy(() -> BOXES.detect(new float[7], new float[7], 0.5, 0.5f, 1))
                .hasMessageContaining("logits of 28 boxes, found 7 values");
    }
}
