// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGroundTruth;

class ConfusionMatrixTest {

    @Test
    void workedByHand() {
        ConfusionMatrix matrix = new BoxScene()
                .truth(1, 3, 0, 0) // right
                .truth(1, 3, 30, 0) // as 5
                .truth(1, 5, 60, 0) // not found
                .truth(1, 5, 90, 0, true) // crowd
                .found(1, 3, 1, 0, 0.9)
                .found(1, 5, 30, 1, 0.8)
                .found(1, 5, 0, 60, 0.7) // nothing there
                .found(1, 5, 90, 0, 0.6) // in the crowd of its class
                .found(1, 3, 90, 0, 0.6) // that crowd is not its own
                .found(1, 5, 60, 0, 0.1) // below the threshold
                .analysis()
                .confusion(0.5);
        assertThat(matrix.categoryIds()).containsExactly(3, 5);
        assertThat(matrix.size()).isEqualTo(3);
        assertThat(matrix.counts()).isDeepEqualTo(new long[][] {{1, 1, 0}, {0, 0, 1}, {1, 1, 0}});
        assertThat(matrix.count(0, 1)).isEqualTo(1);
    }

    @Test
    void theBestScoreChoosesAndOfEqualOverlapsItsOwnClass() {
        BoxScene boxes = new BoxScene().truth(1, 2, 0, 0).truth(1, 1, 0, 0).truth(1, 2, 0, 0);
        assertThat(boxes.found(1, 1, 0, 0, 0.5).analysis().confusion(0).counts())
                .isDeepEqualTo(new long[][] {{1, 0, 0}, {0, 0, 2}, {0, 0, 0}});
        boxes = new BoxScene().truth(1, 1, 0, 0).found(1, 1, 0, 0, 0.5).found(1, 2, 1, 0, 0.6);
        assertThat(boxes.analysis().confusion(0).counts())
                .isDeepEqualTo(new long[][] {{0, 1, 0}, {0, 0, 0}, {1, 0, 0}});
    }

    @Test
    void agreesWithANaiveReference() {
        for (int seed = 0; seed < 50; seed++) {
            BoxScene boxes = BoxScene.drawn(new Random(seed));
            ConfusionMatrix matrix = boxes.analysis().confusion(0.3);
            assertThat(matrix.counts()).as("seed " + seed).isDeepEqualTo(naive(boxes, matrix.categoryIds(), 0.3));
        }
    }

    private static long[][] naive(BoxScene boxes, List<Integer> ids, double least) {
        int background = ids.size();
        long[][] counts = new long[background + 1][background + 1];
        Set<CocoGroundTruth.Annotation> taken = new HashSet<>();
        for (CocoDetection d : boxes.ranked()) {
            if (d.score() < least) {
                continue;
            }
            CocoGroundTruth.Annotation best = null;
            boolean inCrowd = false;
            for (CocoGroundTruth.Annotation t : boxes.truths) {
                if (t.imageId() != d.imageId() || taken.contains(t)) {
                    continue;
                }
                double iou = d.box().iou(t.box(), t.crowd());
                if (t.crowd()) {
                    inCrowd |= iou >= 0.5 && t.categoryId() == d.categoryId();
                } else if (iou >= 0.5) {
                    double bestIou = best == null ? -1 : d.box().iou(best.box(), false);
                    boolean bestIsOwn = best != null && best.categoryId() == d.categoryId();
                    if (iou > bestIou || (iou == bestIou && (t.categoryId() == d.categoryId() || !bestIsOwn))) {
                        best = t;
                    }
                }
            }
            if (best != null) {
                taken.add(best);
                counts[ids.indexOf(best.categoryId())][ids.indexOf(d.categoryId())]++;
            } else if (!inCrowd) {
                counts[background][ids.indexOf(d.categoryId())]++;
            }
        }
        boxes.truths.stream()
                .filter(t -> !t.crowd() && !taken.contains(t))
                .forEach(t -> counts[ids.indexOf(t.categoryId())][background]++);
        return counts;
    }
}
