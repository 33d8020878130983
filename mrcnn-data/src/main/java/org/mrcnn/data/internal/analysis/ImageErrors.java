// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.ImageOverlaps;

/** The errors of one image. */
final class ImageErrors {
    /** Overlap up to which the paper considers a detection to be on background. */
    private static final double BACKGROUND_IOU = 0.1;

    final ImageOverlaps image;
    /** Error type of each detection; null if it is correct or not counted. */
    final ErrorType[] types;
    /** Index of the ground truth that a detection has taken or that its error is about; -1 if none. */
    final int[] about;
    /** For each ground truth, the best detection that would match it if the error of that detection were fixed; -1 if none. */
    final int[] fixable;

    private final int[] matches;
    private final boolean[] found;
    private final double threshold;

    ImageErrors(ImageOverlaps image, int[] matches, double threshold) {
        this.image = image;
        this.matches = matches;
        this.threshold = threshold;
        types = new ErrorType[matches.length];
        about = matches.clone();
        found = new boolean[image.truths().size()];
        fixable = new int[found.length];
        Arrays.fill(fixable, -1);
        for (int truth : matches) {
            if (truth >= 0) {
                found[truth] = true;
            }
        }
        for (int d = 0; d < matches.length; d++) {
            if (matches[d] < 0) {
                classify(d);
            }
        }
    }

    private void classify(int d) {
        int category = image.detections().get(d).categoryId();
        IntPredicate own = g -> image.truths().get(g).categoryId() == category;
        int nearestOwn = nearest(d, own);
        int nearestOther = nearest(d, own.negate());
        int takenOwn = nearest(d, own.and(g -> found[g]));
        if (iou(d, nearestOwn) >= BACKGROUND_IOU && iou(d, nearestOwn) < threshold) {
            set(d, ErrorType.LOCALIZATION, nearestOwn);
        } else if (iou(d, nearestOther) >= threshold) {
            set(d, ErrorType.CLASSIFICATION, nearestOther);
        } else if (iou(d, takenOwn) >= threshold) {
            set(d, ErrorType.DUPLICATE, takenOwn);
        } else {
            int nearest = nearest(d, g -> true);
            set(d, iou(d, nearest) <= BACKGROUND_IOU ? ErrorType.BACKGROUND : ErrorType.BOTH, nearest);
        }
    }

    private void set(int d, ErrorType type, int truth) {
        types[d] = type;
        about[d] = iou(d, truth) > 0 ? truth : -1;
        boolean mends = type == ErrorType.LOCALIZATION || type == ErrorType.CLASSIFICATION;
        if (mends && !found[truth] && fixable[truth] < 0) {
            fixable[truth] = d; // detections are sorted by descending score
        }
    }

    /** Returns the counted ground truth with the largest overlap, the first among equals; -1 if none. */
    private int nearest(int d, IntPredicate among) {
        int nearest = -1;
        for (int g = 0; g < found.length; g++) {
            if (!image.ignored(g) && among.test(g) && (nearest < 0 || iou(d, g) > iou(d, nearest))) {
                nearest = g;
            }
        }
        return nearest;
    }

    private double iou(int d, int truth) {
        return truth < 0 ? 0 : image.iou(d, truth);
    }

    /** Returns whether a detection is correct. */
    boolean isRight(int d) {
        return matches[d] >= 0 && !image.ignored(matches[d]);
    }

    /** Returns whether a ground truth is counted and no detection takes it. */
    boolean isUnfound(int truth) {
        return !image.ignored(truth) && !found[truth];
    }

    List<DetectionError> falsePositives() {
        return IntStream.range(0, types.length)
                .filter(d -> types[d] != null)
                .mapToObj(d -> error(types[d], d, about[d]))
                .toList();
    }

    List<DetectionError> falseNegatives() {
        List<DetectionError> errors = new ArrayList<>();
        for (int g = 0; g < found.length; g++) {
            if (isUnfound(g)) {
                int d = fixable[g] >= 0 ? fixable[g] : nearestDetection(g);
                errors.add(error(fixable[g] >= 0 ? types[d] : ErrorType.MISSED, d, g));
            }
        }
        return errors;
    }

    private int nearestDetection(int truth) {
        int nearest = -1;
        for (int d = 0; d < types.length; d++) {
            if (image.iou(d, truth) > (nearest < 0 ? 0 : image.iou(nearest, truth))) {
                nearest = d;
            }
        }
        return nearest;
    }

    private DetectionError error(ErrorType type, int d, int truth) {
        Optional<CocoDetection> detection =
                d < 0 ? Optional.empty() : Optional.of(image.detections().get(d));
        Optional<CocoGroundTruth.Annotation> object =
                truth < 0 ? Optional.empty() : Optional.of(image.truths().get(truth));
        return new DetectionError(type, image.imageId(), detection, object, d < 0 ? 0 : iou(d, truth));
    }
}
