package org.mrcnn.data.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.mrcnn.data.mask.Rle;

/** The mask of an annotation as its file has it; kept small, because a data set has many more than are in use. */
sealed interface CocoSegment {

    /** Draws the mask for an image of this size; throws IllegalArgumentException where that cannot be done. */
    Rle rasterize(int height, int width);

    /** The area that the mask reaches into: x1, y1, x2, y2 in pixels; null where the mask says nothing beyond its image. */
    double[] extent();

    /** The outlines, each x, y, x, y, ...; none where it was not drawn as such. */
    default List<double[]> polygons() {
        return List.of();
    }

    /** Whether it could be so thin or small that no pixel is set. */
    boolean mayBeEmpty();

    /** Reads the field {@code segmentation}; null where there is none, throws IllegalArgumentException when malformed. */
    static CocoSegment parse(JsonNode node) {
        if (node == null || node.isNull() || node.isEmpty()) {
            return null;
        }
        if (node.isArray()) {
            List<double[]> polygons = new ArrayList<>();
            for (JsonNode polygon : node) {
                polygons.add(polygon(polygon));
            }
            return new Polygons(polygons);
        }
        JsonNode counts = node.path("counts");
        JsonNode size = node.path("size");
        if (size.size() != 2
                || !size.get(0).isInt()
                || !size.get(1).isInt()
                || !(counts.isTextual() || counts.isArray())) {
            throw new IllegalArgumentException("an RLE without size [height, width] and counts");
        }
        return new Runs(rle(counts, size.get(0).intValue(), size.get(1).intValue()));
    }

    private static Rle rle(JsonNode counts, int height, int width) {
        if (counts.isTextual()) {
            return Rle.fromString(counts.textValue(), height, width);
        }
        int[] runs = new int[counts.size()];
        for (int i = 0; i < runs.length; i++) {
            if (!counts.get(i).isInt()) {
                throw new IllegalArgumentException("an RLE whose count " + i + " is " + counts.get(i));
            }
            runs[i] = counts.get(i).intValue();
        }
        return new Rle(height, width, runs);
    }

    private static double[] polygon(JsonNode node) {
        if (!node.isArray() || node.size() < 6 || node.size() % 2 != 0) {
            throw new IllegalArgumentException(
                    node.isArray()
                            ? "a polygon of " + node.size() + " numbers instead of x, y of at least 3 corners"
                            : "a list of numbers instead of a list of polygons");
        }
        double[] xy = new double[node.size()];
        for (int i = 0; i < xy.length; i++) {
            JsonNode number = node.get(i);
            if (!number.isNumber() || !Double.isFinite(number.doubleValue())) {
                throw new IllegalArgumentException("a polygon with the coordinate " + number);
            }
            xy[i] = number.doubleValue();
        }
        return xy;
    }

    /** Closed polygons whose union is the mask. */
    record Polygons(List<double[]> polygons) implements CocoSegment {
        @Override
        public Rle rasterize(int height, int width) {
            return Rle.fromPolygons(polygons, height, width);
        }

        @Override
        public double[] extent() {
            double[] extent = {
                Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY
            };
            for (double[] xy : polygons) {
                for (int i = 0; i < xy.length; i++) {
                    extent[i % 2] = Math.min(extent[i % 2], xy[i]);
                    extent[2 + i % 2] = Math.max(extent[2 + i % 2], xy[i]);
                }
            }
            return extent;
        }

        @Override
        public boolean mayBeEmpty() {
            double area = 0;
            for (double[] xy : polygons) {
                double twice = 0;
                for (int i = 0; i < xy.length; i += 2) {
                    int next = (i + 2) % xy.length;
                    twice += xy[i] * xy[next + 1] - xy[next] * xy[i + 1];
                }
                area = Math.max(area, Math.abs(twice) / 2);
            }
            double[] extent = extent();
            return area < 4 || extent[2] - extent[0] < 2 || extent[3] - extent[1] < 2;
        }
    }

    /** Run lengths. */
    record Runs(Rle rle) implements CocoSegment {
        @Override
        public Rle rasterize(int height, int width) {
            if (rle.height() != height || rle.width() != width) {
                throw new IllegalArgumentException("an RLE of " + rle.height() + "x" + rle.width()
                        + " (height x width) for an image of " + height + "x" + width);
            }
            return rle;
        }

        @Override
        public double[] extent() {
            return null;
        }

        @Override
        public boolean mayBeEmpty() {
            return true;
        }
    }
}
