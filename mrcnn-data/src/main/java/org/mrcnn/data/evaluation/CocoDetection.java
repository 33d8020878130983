// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.mrcnn.data.mask.Rle;

/**
 * A detected object, in the form of COCO result files.
 *
 * @param imageId id of its image; a text in a file is read as the number by which a data set refers to it
 * @param categoryId id of its category
 * @param box its box; may be null if only masks are evaluated
 * @param mask its mask in the size of the image; may be null if only boxes are evaluated
 * @param score confidence; evaluation uses only the order of scores
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
     * Reads a COCO result file: a list of {@code image_id, category_id, bbox [x, y, width, height], segmentation {size,
     * counts}, score}, as read by {@code loadRes} of pycocotools.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if its content is invalid; the message names file, entry and field
     */
    public static List<CocoDetection> readAll(Path file) throws IOException {
        return CocoResultsJson.read(file, id -> null);
    }

    /**
     * Like {@link #readAll(Path)}, but also accepts polygons, which pycocotools accepts in results too.
     *
     * @param images returns the image of the annotations with an id, for the size of its masks; null for an unknown id. Called
     *     only for polygons
     */
    public static List<CocoDetection> readAll(Path file, LongFunction<CocoGroundTruth.Image> images)
            throws IOException {
        return CocoResultsJson.read(file, images);
    }

    /**
     * Writes a COCO result file in the order of the list. Reading the file gives exactly the same numbers. The key of a box or
     * mask that is null is left out.
     */
    public static void writeAll(Path file, List<CocoDetection> detections) throws IOException {
        writeAll(file, detections, Map.of());
    }

    /**
     * Like {@link #writeAll(Path, List)}, for images whose ids in the annotation file are texts.
     *
     * @param textIds texts to write in place of image ids, by image id, such as {@link
     *     org.mrcnn.data.dataset.AnnotatedDataset#textIds}; numbers without a text are written as they are
     */
    public static void writeAll(Path file, List<CocoDetection> detections, Map<Long, String> textIds)
            throws IOException {
        CocoResultsJson.write(file, detections, textIds);
    }

    /**
     * Returns this detection in the form in which {@link #writeAll(Path, List, Map)} writes it: a JSON object in one line.
     *
     * @param textIds texts to write in place of image ids, by image id
     */
    public String toJson(Map<Long, String> textIds) {
        return CocoResultsJson.text(this, textIds);
    }

    /**
     * A box with the coordinates of COCO files.
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

        /** Creates a box from y1, x1, y2, x2 in pixels, y2 and x2 exclusive. */
        public static Box ofCorners(double y1, double x1, double y2, double x2) {
            return new Box(x1, y1, x2 - x1, y2 - y1);
        }

        /** Returns the area in square pixels. */
        public double area() {
            return width * height;
        }

        /**
         * Returns the intersection over union; for a crowd, the intersection over the area of this box. Computed in the same
         * order of operations as in pycocotools.
         */
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
