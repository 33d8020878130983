// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.detect;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import org.mrcnn.data.image.Image;

/**
 * What one call of detection looks for. Thresholds leave out objects that the model has found: {@code detection.minConfidence} of its
 * configuration applies first.
 *
 * @param minScore objects with a lower score are left out, 0 to 1
 * @param classMinScores by class name, in place of {@code minScore}
 * @param region the part of the image to look at; null for all of it. Boxes and masks are those of the whole image all the same
 */
public record DetectOptions(double minScore, Map<String, Double> classMinScores, Region region) {

    /** Everything that the model finds in the whole image. */
    public static final DetectOptions ALL = new DetectOptions(0, Map.of(), null);

    /** Checks the thresholds. */
    public DetectOptions {
        classMinScores = Map.copyOf(classMinScores);
        requireScore("minScore", minScore);
        classMinScores.forEach((label, score) -> requireScore("minScore of class " + label, score));
    }

    private static void requireScore(String what, double score) {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException(what + ": expected a number from 0 to 1, found " + score);
        }
    }

    /** With another threshold for all classes that have none of their own. */
    public DetectOptions withMinScore(double score) {
        return new DetectOptions(score, classMinScores, region);
    }

    /** With thresholds of classes, by name. */
    public DetectOptions withClassMinScores(Map<String, Double> scores) {
        return new DetectOptions(minScore, scores, region);
    }

    /** With a part of the image: rows y1 to y2 and columns x1 to x2, y2 and x2 exclusive. */
    public DetectOptions withRegion(int y1, int x1, int y2, int x2) {
        return new DetectOptions(minScore, classMinScores, new Region(y1, x1, y2, x2));
    }

    /**
     * The objects that the thresholds leave, in the same order.
     *
     * @param labels class names of the model
     * @throws IllegalArgumentException if there is a threshold of a class that the model does not have
     */
    public Detections apply(Detections found, List<String> labels) {
        if (!labels.containsAll(classMinScores.keySet())) {
            throw new IllegalArgumentException("minScore by class: expected classes of the model, " + labels
                    + ", found " + new TreeSet<>(classMinScores.keySet()));
        }
        List<Detection> left = found.stream()
                .filter(d -> d.score() >= Objects.requireNonNull(classMinScores.getOrDefault(d.label(), minScore)))
                .toList();
        return new Detections(found.height(), found.width(), left);
    }

    /**
     * Finds objects with these thresholds, in this part of an image.
     *
     * @param detect finds all objects of an image, such as {@code model::detect}
     * @param labels class names of the model
     * @throws IllegalArgumentException as {@link #apply}, and if the region is not within the image
     */
    public Detections detect(Image image, Function<Image, Detections> detect, List<String> labels) {
        if (region == null) {
            return apply(detect.apply(image), labels);
        }
        RegionDetection part = new RegionDetection(image, region);
        return part.placed(apply(detect.apply(part.cut()), labels));
    }

    /**
     * A part of an image in pixels.
     *
     * @param y1 first row
     * @param x1 first column
     * @param y2 row after the last
     * @param x2 column after the last
     */
    public record Region(int y1, int x1, int y2, int x2) {
        /** Checks that it has pixels. */
        public Region {
            if (y1 < 0 || x1 < 0 || y2 <= y1 || x2 <= x1) {
                throw new IllegalArgumentException("region: expected 0 <= y1 < y2 and 0 <= x1 < x2, found y1 " + y1
                        + ", x1 " + x1 + ", y2 " + y2 + ", x2 " + x2);
            }
        }
    }
}
