// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.data.evaluation.IouType;

/** Scenes of boxes, created by hand or at random. */
final class BoxScene {
    static final EvaluationSettings SETTINGS = EvaluationSettings.defaults(IouType.BBOX);

    final List<CocoGroundTruth.Annotation> truths = new ArrayList<>();
    final List<CocoDetection> detections = new ArrayList<>();

    BoxScene truth(long image, int category, double x, double y) {
        return truth(image, category, x, y, false);
    }

    /** Adds a ground truth with sides of 10. */
    BoxScene truth(long image, int category, double x, double y, boolean crowd) {
        truths.add(new CocoGroundTruth.Annotation(
                truths.size() + 1, image, category, new CocoDetection.Box(x, y, 10, 10), null, 100, crowd, false));
        return this;
    }

    BoxScene found(long image, int category, double x, double y, double score) {
        detections.add(new CocoDetection(image, category, new CocoDetection.Box(x, y, 10, 10), null, score));
        return this;
    }

    CocoGroundTruth truth() {
        TreeMap<Integer, String> categories = new TreeMap<>();
        truths.forEach(t -> categories.put(t.categoryId(), "c" + t.categoryId()));
        detections.forEach(d -> categories.put(d.categoryId(), "c" + d.categoryId()));
        List<CocoGroundTruth.Image> images = List.of(1L, 2L, 3L, 4L).stream()
                .map(id -> new CocoGroundTruth.Image(id, "", 200, 200))
                .toList();
        return new CocoGroundTruth(images, categories, truths);
    }

    Analysis analysis() {
        return Analysis.of(truth(), detections, SETTINGS, 0.5);
    }

    /**
     * Returns three categories in four images, with detections near them and scores of two digits, some of which are equal.
     */
    static BoxScene drawn(RandomGenerator random) {
        BoxScene boxes = new BoxScene();
        for (int i = 0; i < 40; i++) {
            long image = random.nextInt(1, 5);
            int category = random.nextInt(1, 4);
            double x = random.nextInt(60);
            double y = random.nextInt(60);
            boxes.truth(image, category, x, y, random.nextInt(8) == 0);
            for (int k = random.nextInt(3); k > 0; k--) {
                int guess = random.nextInt(5) == 0 ? random.nextInt(1, 4) : category;
                boxes.found(
                        image,
                        guess,
                        x + random.nextInt(-3, 4),
                        y + random.nextInt(-3, 4),
                        random.nextInt(100) / 100.0);
            }
        }
        return boxes;
    }

    List<CocoDetection> ranked() {
        return detections.stream()
                .sorted(Comparator.comparingDouble(CocoDetection::score).reversed())
                .toList();
    }
}
