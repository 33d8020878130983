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
 * The ground truth of a COCO annotation file, as far as an evaluation needs it.
 *
 * @param images all images, also those without objects, increasing by id
 * @param categories names by id, increasing; also those without objects
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
     * @throws IllegalArgumentException if its content is damaged; the message names file, entry and field
     */
    public static CocoGroundTruth read(Path annotations) throws IOException {
        return read(annotations, true, new Findings(BadDataPolicy.SKIP));
    }

    /**
     * As {@link #read} or {@link #readBoxes}, with notes on ids and boxes for which the figures of pycocotools are not what
     * one expects.
     *
     * @param masks whether segmentations are read too
     * @param notes takes them; never throws
     */
    public static CocoGroundTruth read(Path annotations, boolean masks, Findings notes) throws IOException {
        return new GroundTruthReader(annotations, masks, notes).read();
    }

    /** Reads boxes only, which is faster and does not look at segmentations; otherwise as {@link #read}. */
    public static CocoGroundTruth readBoxes(Path annotations) throws IOException {
        return read(annotations, false, new Findings(BadDataPolicy.SKIP));
    }

    /**
     * Evaluates detections against this file. Without categories in the settings, those of the file are taken, so that
     * the axis of categories is that of pycocotools. Annotations of images or categories that the file does not list
     * are left out, and so are detections of such categories.
     *
     * @throws IllegalArgumentException if a detection lies in an image that the file does not have, if a box or mask
     *     or flag that is needed is missing
     */
    public EvaluationResult evaluate(List<CocoDetection> detections, EvaluationSettings settings) {
        return EvaluationPart.of(input(detections, settings)).result();
    }

    /**
     * The ground truth of each image alone, by image id, for {@link EvaluationPart}. Where pycocotools evaluates one annotation in place
     * of another, it is replaced.
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

    /** Ground truth and detections that {@link #evaluate} leaves out because their category or image is not listed. */
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
     * One annotated object.
     *
     * @param id number of the annotation, unique; pycocotools cannot match 0, which there also means "no match", and
     *     evaluates the last annotation in place of every other that has its id
     * @param imageId image it lies in
     * @param categoryId its class
     * @param box its box; null is allowed where only masks are evaluated
     * @param mask its mask in the size of the image; null is allowed where only boxes are evaluated
     * @param area area in square pixels that decides between small, medium and large; COCO files store that of the mask
     * @param crowd a region of many objects: never counted, absorbs any number of detections; null if it is not known,
     *     which pycocotools refuses and the corrected reading takes as false
     * @param ignore an object that should not be counted; pycocotools pays no attention to it, so it has an effect only
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
        /**
         * @throws IllegalArgumentException if the area is not a number
         */
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
     * @param id its number
     * @param fileName its file; empty where the annotations do not say
     * @param height rows; 0 where the annotations do not say
     * @param width columns; 0 where the annotations do not say
     */
    public record Image(long id, String fileName, int height, int width) implements Serializable {}
}
