// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.mrcnn.data.mask.Rle;

/**
 * The ground truth and detections to evaluate, interpreted as by pycocotools or, in the corrected reading, as they are meant.
 */
final class EvaluationInput {
    private final List<CocoGroundTruth.Annotation> truths;
    private final List<CocoDetection> detections;
    private final EvaluationSettings settings;
    /** Sorted by id. */
    private final List<CocoGroundTruth.Image> images;

    private final long[] imageIds;
    /** Per ground truth, the index of the ground truth that replaces it: in pycocotools, the last one with the same id. */
    private final int[] standsFor;
    /** Whether boxes are required and determine all areas: pycocotools decides by whether the first detection has a box. */
    private final boolean sizedByBox;

    /** @param images the images, sorted by id; if empty, the images of ground truth and detections, with unknown sizes */
    EvaluationInput(
            List<CocoGroundTruth.Annotation> truths,
            List<CocoDetection> detections,
            List<CocoGroundTruth.Image> images,
            EvaluationSettings settings) {
        this.truths = truths;
        this.detections = detections;
        this.settings = settings;
        this.images = images;
        imageIds = images.isEmpty()
                ? imagesOf(truths, detections)
                : images.stream().mapToLong(CocoGroundTruth.Image::id).toArray();
        standsFor = standsFor();
        sizedByBox = !detections.isEmpty() && detections.get(0).box() != null;
    }

    private static long[] imagesOf(List<CocoGroundTruth.Annotation> truths, List<CocoDetection> detections) {
        long[] ids = new long[truths.size() + detections.size()];
        int n = 0;
        for (CocoGroundTruth.Annotation truth : truths) {
            ids[n++] = truth.imageId();
        }
        for (CocoDetection detection : detections) {
            ids[n++] = detection.imageId();
        }
        return Arrays.stream(ids).sorted().distinct().toArray();
    }

    private int[] standsFor() {
        int[] indices = new int[truths.size()];
        Arrays.setAll(indices, i -> i);
        if (!settings.corrected()) {
            Map<Long, Integer> last = new HashMap<>();
            for (int i = 0; i < indices.length; i++) {
                last.put(truths.get(i).id(), i);
            }
            if (last.size() < indices.length) {
                Arrays.setAll(indices, i -> last.get(truths.get(i).id()));
            }
        }
        return indices;
    }

    /**
     * Returns the groups for these categories, which are sorted. Ground truth and detections of other categories or of unknown
     * images are left out.
     */
    Groups groups(int[] categories) {
        long[] truthCells = new long[truths.size()];
        for (int i = 0; i < truthCells.length; i++) {
            CocoGroundTruth.Annotation own = truths.get(i);
            CocoGroundTruth.Annotation evaluated = truth(i);
            truthCells[i] = cell(categories, own.categoryId(), own.imageId()) < 0
                    ? -1
                    : cell(categories, evaluated.categoryId(), evaluated.imageId());
        }
        long[] detectionCells = new long[detections.size()];
        for (int i = 0; i < detectionCells.length; i++) {
            CocoDetection detection = detections.get(i);
            detectionCells[i] = cell(categories, detection.categoryId(), detection.imageId());
        }
        return new Groups(truthCells, detectionCells, imageIds.length);
    }

    /** Returns, in order, the ground truth that is evaluated in place of each one with a listed category and image. */
    List<CocoGroundTruth.Annotation> evaluated() {
        int[] categories = settings.categoryIds().stream().mapToInt(i -> i).toArray();
        return IntStream.range(0, truths.size())
                .filter(i -> cell(
                                categories,
                                truths.get(i).categoryId(),
                                truths.get(i).imageId())
                        >= 0)
                .mapToObj(this::truth)
                .toList();
    }

    /** Returns groups with one group per image, in which these categories are combined. */
    Groups imageGroups(int[] categories) {
        long[] truthCells = new long[truths.size()];
        Arrays.setAll(truthCells, i -> image(cell(categories, truth(i).categoryId(), truth(i).imageId())));
        long[] detectionCells = new long[detections.size()];
        Arrays.setAll(
                detectionCells,
                i -> image(cell(
                        categories,
                        detections.get(i).categoryId(),
                        detections.get(i).imageId())));
        return new Groups(truthCells, detectionCells, imageIds.length);
    }

    private long image(long cell) {
        return cell < 0 ? -1 : cell % imageIds.length;
    }

    private long cell(int[] categories, int categoryId, long imageId) {
        int category = Arrays.binarySearch(categories, categoryId);
        int image = Arrays.binarySearch(imageIds, imageId);
        return category < 0 || image < 0 ? -1 : (long) category * imageIds.length + image;
    }

    EvaluationSettings settings() {
        return settings;
    }

    List<CocoDetection> detections() {
        return detections;
    }

    CocoGroundTruth.Annotation truth(int index) {
        return truths.get(standsFor[index]);
    }

    boolean crowd(CocoGroundTruth.Annotation truth) {
        if (truth.crowd() == null && !settings.corrected()) {
            throw lacks(truth, "iscrowd", "add it, 0 or 1, or choose the corrected reading, which takes it as 0");
        }
        return truth.crowd() != null && truth.crowd();
    }

    /** Throws an exception if the ground truth lacks the field to evaluate. */
    void require(CocoGroundTruth.Annotation truth) {
        if (settings.type() == IouType.BBOX) {
            box(truth);
        } else {
            mask(truth);
        }
    }

    boolean ignored(CocoGroundTruth.Annotation truth) {
        return crowd(truth) || (settings.corrected() && truth.ignore());
    }

    /**
     * Returns whether the ground truth can be matched: pycocotools marks a match with the id of the ground truth, and 0 means
     * no match.
     */
    boolean canBeFound(CocoGroundTruth.Annotation truth) {
        return truth.id() != 0 || settings.corrected();
    }

    double area(CocoDetection detection) {
        boolean byBox = settings.corrected() ? settings.type() == IouType.BBOX : sizedByBox;
        if (byBox) {
            return box(detection).area();
        }
        return mask(detection).area();
    }

    CocoDetection.Box box(CocoGroundTruth.Annotation truth) {
        if (truth.box() == null) {
            throw lacks(truth, "bbox");
        }
        return truth.box();
    }

    CocoDetection.Box box(CocoDetection detection) {
        if (detection.box() != null) {
            return detection.box();
        }
        if (sizedByBox || detection.mask() == null) {
            throw lacks(detection, "bbox");
        }
        double[] box = detection.mask().toCocoBox();
        return new CocoDetection.Box(box[0], box[1], box[2], box[3]);
    }

    Rle mask(CocoGroundTruth.Annotation truth) {
        if (truth.mask() == null) {
            throw lacks(truth, "segmentation");
        }
        return truth.mask();
    }

    /** Returns the mask of a detection. In a file with boxes only, the boxes are the masks. */
    Rle mask(CocoDetection detection) {
        if (detection.mask() != null) {
            return detection.mask();
        }
        CocoGroundTruth.Image image =
                sizedByBox && !images.isEmpty() ? images.get(Arrays.binarySearch(imageIds, detection.imageId())) : null;
        if (image == null || image.height() == 0 || image.width() == 0) {
            throw lacks(detection, "segmentation");
        }
        CocoDetection.Box box = box(detection);
        return Rle.fromBox(new double[] {box.x(), box.y(), box.width(), box.height()}, image.height(), image.width());
    }

    private IllegalArgumentException lacks(CocoGroundTruth.Annotation truth, String field) {
        return lacks(truth, field, "add it or evaluate the other type");
    }

    private IllegalArgumentException lacks(CocoGroundTruth.Annotation truth, String field, String remedy) {
        return lacks(
                "annotation " + truth.id() + " (image " + truth.imageId() + ", category " + truth.categoryId(),
                field,
                remedy);
    }

    private IllegalArgumentException lacks(CocoDetection detection, String field) {
        return lacks(
                "a detection (image " + detection.imageId() + ", category " + detection.categoryId() + ", score "
                        + detection.score(),
                field,
                "add it or evaluate the other type");
    }

    private IllegalArgumentException lacks(String what, String field, String remedy) {
        return new IllegalArgumentException(what + ") has no " + field + ", which an evaluation of "
                + settings.type().key() + " needs; " + remedy);
    }
}
