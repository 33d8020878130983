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
 * Options of one call of detection. The thresholds are applied to what the model finds, which {@code detection.minConfidence}
 * of its configuration has already limited.
 *
 * @param minScore minimum score, 0 to 1; objects with a lower score are left out
 * @param classMinScores minimum scores by class name, which replace {@code minScore} for these classes
 * @param region the part of the image in which to detect; null for the whole image. Boxes and masks have the coordinates of the
 *     whole image in either case
 */
public record DetectOptions(double minScore, Map<String, Double> classMinScores, Region region) {

    /** Options for everything that the model finds in the whole image. */
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

    /** Returns a copy with this minimum score for all classes that do not have their own. */
    public DetectOptions withMinScore(double score) {
        return new DetectOptions(score, classMinScores, region);
    }

    /** Returns a copy with these minimum scores by class name. */
    public DetectOptions withClassMinScores(Map<String, Double> scores) {
        return new DetectOptions(minScore, scores, region);
    }

    /** Returns a copy with this region: rows y1 to y2 and columns x1 to x2 in pixels, y2 and x2 exclusive. */
    public DetectOptions withRegion(int y1, int x1, int y2, int x2) {
        return new DetectOptions(minScore, classMinScores, new Region(y1, x1, y2, x2));
    }

    /**
     * Returns the objects whose scores reach the thresholds, in the same order.
     *
     * @param labels class names of the model
     * @throws IllegalArgumentException if there is a threshold for a class that the model does not have
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
     * Detects the objects in an image with these options.
     *
     * @param detect detects all objects in an image, for example {@code model::detect}
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
     * A rectangular part of an image, in pixels.
     *
     * @param y1 first row
     * @param x1 first column
     * @param y2 row after the last one
     * @param x2 column after the last one
     */
    public record Region(int y1, int x1, int y2, int x2) {
        /** Checks that the region has pixels. */
        public Region {
            if (y1 < 0 || x1 < 0 || y2 <= y1 || x2 <= x1) {
                throw new IllegalArgumentException("region: expected 0 <= y1 < y2 and 0 <= x1 < x2, found y1 " + y1
                        + ", x1 " + x1 + ", y2 " + y2 + ", x2 " + x2);
            }
        }
    }
}
