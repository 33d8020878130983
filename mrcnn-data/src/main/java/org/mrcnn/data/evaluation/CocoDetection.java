// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;
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
public record CocoDetection(long imageId, int categoryId, Box box, Rle mask, double score) implements Serializable {
    /**
     * @throws IllegalArgumentException if the score is not finite
     */
    public CocoDetection {
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("detection of image " + imageId + ", category " + categoryId
                    + " has score " + score + ", expected a finite number");
        }
    }

    /**
     * Reads a result file of COCO: a list of {@code image_id, category_id, bbox [x, y, width, height], segmentation {size,
     * counts}, score}, as pycocotools' {@code loadRes} takes it.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if its content is damaged; the message names file, entry and field
     */
    public static List<CocoDetection> readAll(Path file) throws IOException {
        return CocoResultsJson.read(file, id -> null);
    }

    /**
     * As {@link #readAll(Path)}, also with polygons, which pycocotools takes in results too.
     *
     * @param images gives an image of the annotations by its id, for the size of its masks; null for an unknown one. Asked
     *     only where there are polygons
     */
    public static List<CocoDetection> readAll(Path file, LongFunction<CocoGroundTruth.Image> images)
            throws IOException {
        return CocoResultsJson.read(file, images);
    }

    /**
     * Writes a result file of COCO in the order of the list; numbers read back the same. A detection without box or mask
     * lacks that key.
     */
    public static void writeAll(Path file, List<CocoDetection> detections) throws IOException {
        CocoResultsJson.write(file, detections);
    }

    /** This detection as {@link #writeAll} writes it: an object of JSON, in one line. */
    public String toJson() {
        return CocoResultsJson.text(this);
    }

    /**
     * A box in the order of COCO files.
     *
     * @param x left edge in pixels
     * @param y top edge in pixels
     * @param width width in pixels
     * @param height height in pixels
     */
    public record Box(double x, double y, double width, double height) implements Serializable {
        /**
         * @throws IllegalArgumentException if a number is not finite
         */
        public Box {
            if (!Double.isFinite(x) || !Double.isFinite(y) || !Double.isFinite(width) || !Double.isFinite(height)) {
                throw new IllegalArgumentException("box x=" + x + ", y=" + y + ", width=" + width + ", height=" + height
                        + " is not finite; check where it was computed");
            }
        }

        /** From y1, x1, y2, x2 in pixels, y2 and x2 exclusive. */
        public static Box ofCorners(double y1, double x1, double y2, double x2) {
            return new Box(x1, y1, x2 - x1, y2 - y1);
        }

        /** Width times height, in square pixels. */
        public double area() {
            return width * height;
        }

        /** Intersection over union, or for a crowd intersection over this area; the operations of pycocotools in order. */
        public double iou(Box truth, boolean crowd) {
            double w = Math.min(width + x, truth.width + truth.x) - Math.max(x, truth.x);
            double h = Math.min(height + y, truth.height + truth.y) - Math.max(y, truth.y);
            if (w <= 0 || h <= 0) {
                return 0;
            }
            double shared = w * h;
            return shared / (crowd ? area() : area() + truth.area() - shared);
        }
    }
}
