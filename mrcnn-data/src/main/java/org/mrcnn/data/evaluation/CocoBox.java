package org.mrcnn.data.evaluation;

/**
 * A box in the order of COCO files.
 *
 * @param x left edge in pixels
 * @param y top edge in pixels
 * @param width width in pixels
 * @param height height in pixels
 */
public record CocoBox(double x, double y, double width, double height) {
    /**
     * @throws IllegalArgumentException if a number is not finite
     */
    public CocoBox {
        if (!Double.isFinite(x) || !Double.isFinite(y) || !Double.isFinite(width) || !Double.isFinite(height)) {
            throw new IllegalArgumentException("box x=" + x + ", y=" + y + ", width=" + width + ", height=" + height
                    + " is not finite; check where it was computed");
        }
    }

    /** From y1, x1, y2, x2 in pixels, y2 and x2 exclusive. */
    public static CocoBox ofCorners(double y1, double x1, double y2, double x2) {
        return new CocoBox(x1, y1, x2 - x1, y2 - y1);
    }

    /** Width times height, in square pixels. */
    public double area() {
        return width * height;
    }

    /** Intersection over union, or for a crowd intersection over this area; the operations of pycocotools in order. */
    public double iou(CocoBox truth, boolean crowd) {
        double w = Math.min(width + x, truth.width + truth.x) - Math.max(x, truth.x);
        double h = Math.min(height + y, truth.height + truth.y) - Math.max(y, truth.y);
        if (w <= 0 || h <= 0) {
            return 0;
        }
        double shared = w * h;
        return shared / (crowd ? area() : area() + truth.area() - shared);
    }
}
