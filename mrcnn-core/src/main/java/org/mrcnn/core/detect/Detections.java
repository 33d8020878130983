// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.detect;

import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.mrcnn.data.evaluation.CocoDetection;

/**
 * Everything found in one image, best score first as the model returns it. Immutable.
 *
 * @param height rows of the original image
 * @param width columns of the original image
 * @param list the objects, each with a mask of height x width; copied
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

    /** The objects, in order. */
    public Stream<Detection> stream() {
        return list.stream();
    }

    /** How many objects there are. */
    public int size() {
        return list.size();
    }

    /** The objects of at least this score, 0 to 1, in the same order. */
    public Detections atLeast(double minScore) {
        return new Detections(
                height, width, list.stream().filter(d -> d.score() >= minScore).toList());
    }

    /**
     * Non-maximum suppression by masks, for objects that do not lie on each other in reality, such as cells: of two objects that share too
     * much, the one with the lower score is left out, whatever their classes. An object is compared only with objects that remain.
     *
     * @param maxShare largest share of the smaller object's pixels that may belong to both, 0 to 1
     * @return the objects that remain, in the same order
     */
    public Detections withoutOverlaps(double maxShare) {
        if (!(maxShare >= 0 && maxShare <= 1)) {
            throw new IllegalArgumentException("maxShare: expected a number from 0 to 1, found " + maxShare);
        }
        return new Detections(height, width, Overlaps.remove(list, maxShare));
    }

    /** The boxes as Matterport's {@code detect} has them in {@code rois}: [objects][y1, x1, y2, x2], whole pixels. */
    public int[][] rois() {
        return list.stream()
                .map(d -> {
                    float[] box = d.box();
                    return new int[] {Math.round(box[0]), Math.round(box[1]), Math.round(box[2]), Math.round(box[3])};
                })
                .toArray(int[][]::new);
    }

    /** The class ids, Matterport's {@code class_ids}. */
    public int[] classIds() {
        return list.stream().mapToInt(Detection::classId).toArray();
    }

    /** The scores, Matterport's {@code scores}. */
    public float[] scores() {
        float[] scores = new float[list.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = list.get(i).score();
        }
        return scores;
    }

    /** The masks, Matterport's {@code masks}: [height][width][objects]; a byte per pixel and object, so not for large images. */
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
     * The objects as entries of a COCO result file, for {@link CocoDetection#writeAll}: boxes x, y, width, height in pixels.
     *
     * @param imageId id of the image in the annotation file
     * @param categoryIds category id of the annotation file by class id
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
