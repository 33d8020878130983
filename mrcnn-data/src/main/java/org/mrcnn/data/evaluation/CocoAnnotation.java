package org.mrcnn.data.evaluation;

import org.mrcnn.data.mask.Rle;

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
public record CocoAnnotation(
        long id, long imageId, int categoryId, CocoBox box, Rle mask, double area, Boolean crowd, boolean ignore) {
    /**
     * @throws IllegalArgumentException if the area is not a number
     */
    public CocoAnnotation {
        if (Double.isNaN(area)) {
            throw new IllegalArgumentException("ground truth " + id + " of image " + imageId + ", category "
                    + categoryId + " has area NaN, expected square pixels");
        }
    }
}
