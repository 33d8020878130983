// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.mask.Rle;

class OverlapsTest {
    private static final int HEIGHT = 300;
    private static final int WIDTH = 40;

    /** A rectangle of pixels; rows y1 to y2 and columns x1 to x2, exclusive. */
    private static Detection object(int classId, float score, int... corners) {
        byte[] mask = new byte[HEIGHT * WIDTH];
        for (int y = corners[0]; y < corners[2]; y++) {
            for (int x = corners[1]; x < corners[3]; x++) {
                mask[y * WIDTH + x] = 1;
            }
        }
        return new Detection(classId, "c" + classId, score, new float[] {0, 0, 1, 1}, Rle.of(mask, HEIGHT, WIDTH));
    }

    private static Detections all(Detection... objects) {
        return new Detections(HEIGHT, WIDTH, List.of(objects));
    }

    @Test
    void aPartGoesWhateverItsClass() {
        Detection whole = object(1, 0.9f, 10, 10, 30, 30);
        Detection part = object(2, 0.8f, 10, 10, 20, 20);
        Detection touching = object(1, 0.7f, 30, 10, 40, 30);

        assertThat(all(whole, part, touching).withoutOverlaps(0.6).list()).containsExactly(whole, touching);
    }

    @Test
    void theScoreDecidesAndTheOrderStays() {
        Detection part = object(1, 0.4f, 10, 10, 20, 20);
        Detection other = object(1, 0.1f, 100, 0, 110, 5);
        Detection whole = object(1, 0.5f, 10, 10, 30, 30);

        assertThat(all(part, other, whole).withoutOverlaps(0.6).list()).containsExactly(other, whole);
    }

    @Test
    void whatIsLeftOutRemovesNothing() {
        Detection best = object(1, 0.9f, 0, 0, 10, 10);
        Detection middle = object(1, 0.8f, 4, 0, 14, 10);
        Detection last = object(1, 0.7f, 8, 0, 18, 10);

        assertThat(all(best, middle, last).withoutOverlaps(0.5).list()).containsExactly(best, last);
    }

    @Test
    void theShareItselfIsAllowed() {
        Detection best = object(1, 0.9f, 0, 0, 10, 10);
        Detection half = object(1, 0.8f, 5, 0, 15, 10);

        assertThat(all(best, half).withoutOverlaps(0.5).size()).isEqualTo(2);
        assertThat(all(best, half).withoutOverlaps(0.49).size()).isEqualTo(1);
    }

    @Test
    void anEmptyMaskOverlapsNothing() {
        Detection empty = object(1, 0.3f, 0, 0, 0, 0);

        assertThat(all(object(1, 0.9f, 0, 0, 10, 10), empty).withoutOverlaps(0).size())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void aShareOutOfRangeIsRefused(double share) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> all().withoutOverlaps(share))
                .withMessageContaining("from 0 to 1, found " + share);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 0.6, 1})
    void equalsAComparisonOfAllPixels(double share) {
        Random random = new Random(11);
        for (int round = 0; round < 20; round++) {
            Detection[] objects = new Detection[12];
            for (int i = 0; i < objects.length; i++) {
                int top = random.nextInt(HEIGHT - 1);
                int left = random.nextInt(WIDTH - 1);
                int bottom = top + 1 + random.nextInt(Math.min(150, HEIGHT - top));
                int right = left + 1 + random.nextInt(WIDTH - left);
                objects[i] = object(1 + random.nextInt(2), random.nextInt(5) / 4f, top, left, bottom, right);
            }

            assertThat(all(objects).withoutOverlaps(share).list())
                    .containsExactlyElementsOf(naive(List.of(objects), share));
        }
    }

    private static List<Detection> naive(List<Detection> objects, double share) {
        List<Detection> byScore = new ArrayList<>(objects);
        byScore.sort(Comparator.comparing(Detection::score).reversed());
        List<Detection> kept = new ArrayList<>();
        for (Detection candidate : byScore) {
            if (kept.stream().allMatch(other -> shared(candidate, other) <= share)) {
                kept.add(candidate);
            }
        }
        return objects.stream().filter(kept::contains).toList();
    }

    private static double shared(Detection a, Detection b) {
        byte[] pixelsA = a.mask().toMask();
        byte[] pixelsB = b.mask().toMask();
        int both = 0;
        int inA = 0;
        int inB = 0;
        for (int i = 0; i < pixelsA.length; i++) {
            both += pixelsA[i] & pixelsB[i];
            inA += pixelsA[i];
            inB += pixelsB[i];
        }
        return (double) both / Math.min(inA, inB);
    }
}
