// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ImageOverlapsTest {
    private static final EvaluationSettings SETTINGS = EvaluationSettings.defaults(IouType.BBOX);

    @Test
    void holdsAllCategoriesOfAnImageTheBestScoreFirst() {
        List<CocoDetection> found = List.of(
                found(5, 1, 0, 0.3), found(5, 2, 5, 0.9), found(2, 2, 0, 0.1), found(5, 1, 50, 0.3), found(5, 9, 0, 1));
        List<ImageOverlaps> images = ImageOverlaps.of(truth(object(1, 5, 1, 0), object(2, 5, 2, 5)), found, SETTINGS);
        assertThat(images).extracting(ImageOverlaps::imageId).containsExactly(2L, 5L);
        ImageOverlaps five = images.get(1);
        assertThat(five.truths()).extracting(CocoGroundTruth.Annotation::id).containsExactly(1L, 2L);
        assertThat(five.detections()).containsExactly(found.get(1), found.get(0), found.get(3));
        assertThat(five.iou(0, 1)).isEqualTo(1);
        assertThat(five.iou(0, 0)).isEqualTo(50 / 150.0);
        assertThat(five.iou(2, 0)).isZero();
        assertThat(five.matches(0.5)).containsExactly(1, 0, -1);
        assertThat(five.matchesOfAnyCategory(0.3, 1)).containsExactly(1, -1, -1);
        assertThat(images.get(0).matches(0.5)).containsExactly(-1);
    }

    @Test
    void limitsDetectionsOfAnImageAndCategory() {
        List<CocoDetection> found = List.of(
                found(1, 1, 0, 0.9),
                found(1, 1, 0, 0.8),
                found(1, 1, 0, 0.7),
                found(1, 2, 0, 0.6),
                found(1, 2, 0, 0.5));
        ImageOverlaps image = ImageOverlaps.of(truth(object(1, 1, 1, 0)), found, SETTINGS.withMaxDetections(List.of(2)))
                .get(0);
        assertThat(image.detections()).extracting(CocoDetection::score).containsExactly(0.9, 0.8, 0.6, 0.5);
    }

    @Test
    void theFlagIgnoreCountsOnlyWhenCorrected() {
        CocoGroundTruth.Annotation ignored =
                new CocoGroundTruth.Annotation(1, 1, 1, new CocoDetection.Box(0, 0, 10, 10), null, 100, false, true);
        List<CocoDetection> found = List.of(found(1, 1, 0, 1), found(1, 1, 0, 0.5));
        assertThat(ImageOverlaps.of(truth(ignored), found, SETTINGS).get(0).ignored(0))
                .isFalse();
        ImageOverlaps corrected = ImageOverlaps.of(truth(ignored), found, SETTINGS.withCorrected(true))
                .get(0);
        assertThat(corrected.ignored(0)).isTrue();
        assertThat(corrected.matches(0.5)).containsExactly(0, -1); // not a crowd: only one detection matches it
    }

    @Test
    void detectionsOfUnknownImagesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageOverlaps.of(truth(), List.of(found(77, 1, 0, 1)), SETTINGS))
                .withMessageContaining("image id 77");
    }

    /** The matching is the same as in the evaluation; compared by recall: correct detections per counted object. */
    @Test
    void matchesAsTheEvaluationDoes() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            List<CocoGroundTruth.Annotation> objects = new ArrayList<>();
            List<CocoDetection> found = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                int image = random.nextInt(1, 4);
                int category = random.nextInt(1, 3);
                int x = random.nextInt(60);
                objects.add(new CocoGroundTruth.Annotation(
                        i + 1,
                        image,
                        category,
                        new CocoDetection.Box(x, 0, 10, 10),
                        null,
                        1,
                        random.nextInt(6) == 0,
                        false));
                found.add(found(image, category, x + random.nextInt(-4, 5), random.nextInt(10) / 10.0));
            }
            CocoGroundTruth truth = truth(objects.toArray(CocoGroundTruth.Annotation[]::new));
            EvaluationResult result = truth.evaluate(found, SETTINGS.withIouThresholds(List.of(0.6)));
            long right = 0;
            for (ImageOverlaps image : ImageOverlaps.of(truth, found, SETTINGS)) {
                for (int match : image.matches(0.6)) {
                    right += match >= 0
                                    && !image.ignored(match)
                                    && image.truths().get(match).categoryId() == 1
                            ? 1
                            : 0;
                }
            }
            long counted = objects.stream()
                    .filter(o -> o.categoryId() == 1 && !o.crowd())
                    .count();
            assertThat(result.metricsOf(1).get("AR100")).isEqualTo((double) right / counted);
        }
    }

    private static CocoGroundTruth truth(CocoGroundTruth.Annotation... objects) {
        TreeMap<Integer, String> categories = new TreeMap<>();
        categories.put(1, "a");
        categories.put(2, "b");
        List<CocoGroundTruth.Image> images = List.of(1L, 2L, 3L, 5L).stream()
                .map(id -> new CocoGroundTruth.Image(id, "", 0, 0))
                .toList();
        return new CocoGroundTruth(images, categories, List.of(objects));
    }

    private static CocoGroundTruth.Annotation object(long id, long image, int category, double x) {
        return new CocoGroundTruth.Annotation(
                id, image, category, new CocoDetection.Box(x, 0, 10, 10), null, 100, false, false);
    }

    private static CocoDetection found(long image, int category, double x, double score) {
        return new CocoDetection(image, category, new CocoDetection.Box(x, 0, 10, 10), null, score);
    }
}
