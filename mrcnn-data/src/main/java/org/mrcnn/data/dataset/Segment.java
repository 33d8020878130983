// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.mrcnn.data.mask.Rle;

/**
 * The mask of an annotation in the form of its file. It is kept small, because most masks of a data set are not in use at the
 * same time.
 */
public sealed interface Segment {

    /**
     * The maximum number of corners of one object. An outline with a corner at every border pixel of a 4096x4096 image has
     * 16,384; a million indicates a damaged or malicious file.
     */
    int MAX_POINTS = 100_000;

    /** Rasterizes the mask for an image of this size in pixels; throws IllegalArgumentException if that is not possible. */
    Rle rasterize(int height, int width);

    /**
     * Returns the bounds of the mask, which may lie beyond its image: x1, y1, x2, y2 in pixels; null if the mask cannot extend
     * beyond its image.
     */
    double[] extent();

    /** Returns whether the mask may be so thin or small that it has no pixel. */
    boolean mayBeEmpty();

    /**
     * Closed polygons whose union is the mask. The arrays are not copied.
     *
     * @param polygons polygons x, y, x, y, ... in pixels, each with at least three finite corners, together with at most {@link
     *     #MAX_POINTS}
     */
    record Polygons(List<double[]> polygons) implements Segment {

        /** Length of outline in pixels that one pixel of the image can need: an outline can pass a pixel on four sides. */
        private static final double OUTLINE_OF_PIXEL = 4;

        /** Maximum length of outline in pixels that is traced, for images of any size: takes about a second. */
        private static final double MAX_OUTLINE = 5e7;

        /** Checks the corners; throws IllegalArgumentException if they are not as described. */
        public Polygons {
            polygons = List.copyOf(polygons);
            long points = 0;
            for (double[] xy : polygons) {
                requireCorners(xy);
                points += xy.length / 2;
            }
            if (polygons.isEmpty()) {
                throw new IllegalArgumentException("no polygon");
            }
            if (points > MAX_POINTS) {
                throw new TooLargeException(points + " corners, more than " + MAX_POINTS);
            }
        }

        private static void requireCorners(double[] xy) {
            if (xy.length < 6 || xy.length % 2 != 0) {
                throw new IllegalArgumentException(
                        "a polygon of " + xy.length + " numbers instead of x, y of at least 3 corners");
            }
            for (double number : xy) {
                if (!Double.isFinite(number)) {
                    throw new IllegalArgumentException("a polygon with the coordinate " + number);
                }
            }
        }

        @Override
        public Rle rasterize(int height, int width) {
            double most = Math.min(MAX_OUTLINE, OUTLINE_OF_PIXEL * (height + 2.0) * (width + 2.0));
            double length = outline();
            if (length > most) {
                throw new TooLargeException("an outline of " + (long) length + " pixels, more than " + (long) most
                        + " for an image of " + height + "x" + width);
            }
            return Rle.fromPolygons(polygons, height, width);
        }

        private double outline() {
            double length = 0;
            for (double[] xy : polygons) {
                for (int i = 0; i < xy.length; i += 2) {
                    int next = (i + 2) % xy.length;
                    length += Math.max(Math.abs(xy[next] - xy[i]), Math.abs(xy[next + 1] - xy[i + 1]));
                }
            }
            return length;
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
            return area < 4 || extent[2] - extent[0] < 2 || extent[3] - extent[1] < 2 || outline() > MAX_OUTLINE / 1000;
        }

        /** Returns these polygons together with those of {@code other}. */
        public Polygons and(Polygons other) {
            List<double[]> both = new ArrayList<>(polygons);
            both.addAll(other.polygons);
            return new Polygons(both);
        }
    }

    /** A mask in run lengths. */
    record Runs(Rle rle) implements Segment {
        public Runs {
            Objects.requireNonNull(rle, "rle");
        }

        @Override
        public Rle rasterize(int height, int width) {
            if (rle.height() != height || rle.width() != width) {
                throw new IllegalArgumentException("a mask of " + rle.height() + "x" + rle.width()
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

    /**
     * An annotation that is not a usable mask.
     *
     * @param problem why the annotation cannot be used
     * @param found what the file has
     */
    record Unusable(DataProblem problem, String found) implements Segment {
        @Override
        public Rle rasterize(int height, int width) {
            throw new IllegalArgumentException(found);
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

    /** Thrown when an annotation is larger than any valid annotation. */
    final class TooLargeException extends IllegalArgumentException {
        /** Creates the exception; the message says what is too large. */
        public TooLargeException(String message) {
            super(message);
        }
    }
}
