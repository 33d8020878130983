// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.detect;

import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.mrcnn.data.evaluation.CocoDetection;

/**
 * The objects detected in one image. A model returns them with the highest score first. Immutable.
 *
 * @param height rows of the original image
 * @param width columns of the original image
 * @param list the objects, each with a mask of {@code height} x {@code width}; the list is copied
 */
public record Detections(int height, int width, List<Detection> list) {

    /** Checks that each mask has the size of the image. */
    public Detections {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "detections of an image of " + height + "x" + width + ", expected at least 1x1");
        }
        list = List.copyOf(list);
        for (int i = 0; i < list.size(); i++) {
            Detection d = list.get(i);
            if (d.mask().height() != height || d.mask().width() != width) {
                throw new IllegalArgumentException("detection " + i + " (" + d.label() + ") has a mask of "
                        + d.mask().height() + "x" + d.mask().width() + ", expected that of the image, " + height + "x"
                        + width);
            }
        }
    }

    /** Returns the objects in order. */
    public Stream<Detection> stream() {
        return list.stream();
    }

    /** Returns the number of objects. */
    public int size() {
        return list.size();
    }

    /** Returns the objects with at least this score, 0 to 1, in the same order. */
    public Detections atLeast(double minScore) {
        if (!(minScore >= 0 && minScore <= 1)) {
            throw new IllegalArgumentException("minScore: expected a number from 0 to 1, found " + minScore);
        }
        return new Detections(
                height, width, list.stream().filter(d -> d.score() >= minScore).toList());
    }

    /**
     * Applies non-maximum suppression by masks, for objects that do not lie on each other in reality, such as cells. Of two objects
     * that share too many pixels, the one with the lower score is left out, whatever their classes. An object is compared only with
     * objects that remain.
     *
     * @param maxShare the largest share of the smaller object's pixels that may belong to both objects, 0 to 1
     * @return the remaining objects, in the same order
     * @throws IllegalArgumentException if {@code maxShare} is out of range
     */
    public Detections withoutOverlaps(double maxShare) {
        if (!(maxShare >= 0 && maxShare <= 1)) {
            throw new IllegalArgumentException("maxShare: expected a number from 0 to 1, found " + maxShare);
        }
        return new Detections(height, width, Overlaps.remove(list, maxShare));
    }

    /**
     * Returns the boxes in the form of {@code rois} in the result of Matterport's {@code detect}: [objects][y1, x1, y2, x2], in
     * whole pixels.
     */
    public int[][] rois() {
        return list.stream()
                .map(d -> {
                    float[] box = d.box();
                    return new int[] {Math.round(box[0]), Math.round(box[1]), Math.round(box[2]), Math.round(box[3])};
                })
                .toArray(int[][]::new);
    }

    /** Returns the class ids, Matterport's {@code class_ids}. */
    public int[] classIds() {
        return list.stream().mapToInt(Detection::classId).toArray();
    }

    /** Returns the scores, Matterport's {@code scores}. */
    public float[] scores() {
        float[] scores = new float[list.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = list.get(i).score();
        }
        return scores;
    }

    /**
     * Returns the masks, Matterport's {@code masks}: [height][width][objects]. They take a byte per pixel and object, which is
     * too much for large images.
     */
    public boolean[][][] masks() {
        boolean[][][] masks = new boolean[height][width][list.size()];
        for (int i = 0; i < list.size(); i++) {
            byte[] mask = list.get(i).mask().toMask();
            for (int p = 0; p < mask.length; p++) {
                masks[p / width][p % width][i] = mask[p] != 0;
            }
        }
        return masks;
    }

    /**
     * Converts the objects to entries of a COCO result file for {@link CocoDetection#writeAll}, with boxes x, y, width, height
     * in pixels.
     *
     * @param imageId id of the image in the annotation file
     * @param categoryIds maps a class id to the category id of the annotation file
     */
    public List<CocoDetection> toCocoResults(long imageId, IntUnaryOperator categoryIds) {
        return list.stream()
                .map(d -> {
                    float[] box = d.box();
                    return new CocoDetection(
                            imageId,
                            categoryIds.applyAsInt(d.classId()),
                            CocoDetection.Box.ofCorners(box[0], box[1], box[2], box[3]),
                            d.mask(),
                            d.score());
                })
                .toList();
    }
}
