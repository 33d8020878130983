// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.mask.Rle;

/**
 * The ground truth of a COCO annotation file, with everything that an evaluation needs.
 *
 * @param images all images, including those without objects, sorted by id
 * @param categories category names by id, sorted by id, including those without objects
 * @param annotations the objects in the order of the file
 */
public record CocoGroundTruth(List<Image> images, SortedMap<Integer, String> categories, List<Annotation> annotations)
        implements Serializable {

    public CocoGroundTruth {
        images = images.stream().sorted(Comparator.comparingLong(Image::id)).toList();
        categories = Collections.unmodifiableSortedMap(new TreeMap<>(categories));
        annotations = List.copyOf(annotations);
    }

    /**
     * Reads boxes and masks.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if its content is invalid; the message names file, entry and field
     */
    public static CocoGroundTruth read(Path annotations) throws IOException {
        return read(annotations, true, new Findings(BadDataPolicy.SKIP));
    }

    /**
     * Like {@link #read(Path)} or {@link #readBoxes}, with notes on ids and boxes for which the results of pycocotools are not
     * what one expects.
     *
     * @param masks whether to read segmentations too
     * @param notes receives the notes
     */
    public static CocoGroundTruth read(Path annotations, boolean masks, Findings notes) throws IOException {
        return new GroundTruthReader(annotations, masks, notes).read();
    }

    /** Like {@link #read(Path)}, for boxes only. This is faster, and segmentations are not checked. */
    public static CocoGroundTruth readBoxes(Path annotations) throws IOException {
        return read(annotations, false, new Findings(BadDataPolicy.SKIP));
    }

    /**
     * Evaluates detections against this ground truth. If the settings have no categories, those of the file are used, so that
     * the category axis is that of pycocotools. Annotations of images or categories that the file does not list are left out,
     * and so are detections of such categories.
     *
     * @throws IllegalArgumentException if a detection belongs to an image that the file does not have, or a required box, mask
     *     or crowd flag is missing
     */
    public EvaluationResult evaluate(List<CocoDetection> detections, EvaluationSettings settings) {
        return EvaluationPart.of(input(detections, settings)).result();
    }

    /**
     * Returns the ground truth of each single image by image id, for {@link EvaluationPart}. Annotations that pycocotools
     * evaluates in place of others are replaced accordingly.
     */
    public Map<Long, CocoGroundTruth> byImage(EvaluationSettings settings) {
        Map<Long, List<Annotation>> evaluated =
                input(List.of(), settings).evaluated().stream().collect(Collectors.groupingBy(Annotation::imageId));
        Map<Long, CocoGroundTruth> byImage = new LinkedHashMap<>();
        for (Image image : images) {
            List<Annotation> own = evaluated.getOrDefault(image.id(), List.of());
            byImage.put(image.id(), new CocoGroundTruth(List.of(image), categories, own));
        }
        return byImage;
    }

    EvaluationInput input(List<CocoDetection> detections, EvaluationSettings settings) {
        long[] ids = imageIds();
        for (CocoDetection detection : detections) {
            if (Arrays.binarySearch(ids, detection.imageId()) < 0) {
                throw new IllegalArgumentException("a detection has image id " + detection.imageId()
                        + ", which is not among the " + ids.length
                        + " images of the ground truth; check that both belong to the same data set");
            }
        }
        EvaluationSettings chosen = settings.categoryIds().isEmpty()
                ? settings.withCategoryIds(List.copyOf(categories.keySet()))
                : settings;
        return new EvaluationInput(annotations, detections, images, chosen);
    }

    private long[] imageIds() {
        return images.stream().mapToLong(Image::id).toArray();
    }

    /**
     * Returns the number of annotations and detections that {@link #evaluate} leaves out because their category or image is not
     * listed.
     */
    public long leftOut(List<CocoDetection> detections) {
        long[] ids = imageIds();
        return annotations.stream()
                        .filter(a ->
                                !categories.containsKey(a.categoryId()) || Arrays.binarySearch(ids, a.imageId()) < 0)
                        .count()
                + detections.stream()
                        .filter(d -> !categories.containsKey(d.categoryId()))
                        .count();
    }

    /**
     * An annotated object.
     *
     * @param id id of the annotation, which should be unique and not 0: pycocotools cannot match 0, because it also means "no
     *     match" there, and of several annotations with the same id it evaluates the last one in place of each
     * @param imageId id of its image
     * @param categoryId id of its category
     * @param box its box; may be null if only masks are evaluated
     * @param mask its mask in the size of the image; may be null if only boxes are evaluated
     * @param area area in square pixels, which determines the size class (small, medium, large); COCO files store the area of
     *     the mask
     * @param crowd whether this is a crowd, a region with many objects, which is never counted and matches any number of
     *     detections; null if unknown, which is an error as in pycocotools, or false with {@link EvaluationSettings#corrected}
     * @param ignore whether the object should not be counted; pycocotools does not read this flag, so it has an effect only
     *     with {@link EvaluationSettings#corrected}
     */
    public record Annotation(
            long id,
            long imageId,
            int categoryId,
            CocoDetection.Box box,
            Rle mask,
            double area,
            Boolean crowd,
            boolean ignore)
            implements Serializable {
        /** @throws IllegalArgumentException if the area is NaN */
        public Annotation {
            if (Double.isNaN(area)) {
                throw new IllegalArgumentException("ground truth " + id + " of image " + imageId + ", category "
                        + categoryId + " has area NaN, expected square pixels");
            }
        }
    }

    /**
     * An image of a COCO annotation file.
     *
     * @param id id of the image
     * @param fileName name of its file; empty if the annotations do not state it
     * @param height height in pixels; 0 if the annotations do not state it
     * @param width width in pixels; 0 if the annotations do not state it
     */
    public record Image(long id, String fileName, int height, int width) implements Serializable {}
}
