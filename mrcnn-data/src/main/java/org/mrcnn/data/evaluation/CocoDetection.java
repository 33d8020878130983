package org.mrcnn.data.evaluation;

import org.mrcnn.data.mask.Rle;

/**
 * One detected object.
 *
 * @param imageId image it was found in
 * @param categoryId its class
 * @param box its box; null is allowed where only masks are evaluated
 * @param mask its mask in the size of the image; null is allowed where only boxes are evaluated
 * @param score confidence; only the order matters
 */
public record CocoDetection(long imageId, int categoryId, CocoBox box, Rle mask, double score) {
    /**
     * @throws IllegalArgumentException if the score is not finite
     */
    public CocoDetection {
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("detection of image " + imageId + ", category " + categoryId
                    + " has score " + score + ", expected a finite number");
        }
    }
}
