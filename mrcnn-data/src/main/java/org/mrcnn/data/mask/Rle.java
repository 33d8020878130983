// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.mask;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.data.internal.RunBuilder;

/**
 * A binary mask of an image as COCO run lengths: the pixels, column by column from top to bottom, as alternating runs of pixels
 * that are off and on, starting with off. All operations work on the runs; only {@link #toMask} expands them. Immutable.
 *
 * <p>Runs read from a file are kept unchanged, including empty ones, so that {@link #toCocoString} writes what was read. {@code
 * equals} compares the runs.
 */
public final class Rle implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int height;
    private final int width;
    private final int[] counts;

    /**
     * Creates a mask from run lengths.
     *
     * @param height height of the image in pixels, 1 or more
     * @param width width of the image in pixels, 1 or more
     * @param counts run lengths in pixels, not negative, with the sum height * width; the array is copied
     * @throws IllegalArgumentException if the size is not positive, or the runs do not fill it exactly
     */
    public Rle(int height, int width, int[] counts) {
        this(counts.clone(), height, width);
    }

    /** Creates a mask, and takes ownership of the array. */
    private Rle(int[] counts, int height, int width) {
        RunBuilder.requireSize(height, width);
        this.height = height;
        this.width = width;
        this.counts = counts;
        long sum = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] < 0) {
                throw new IllegalArgumentException("RLE of " + height + "x" + width + ": run " + i + " has length "
                        + counts[i] + ", expected 0 or more");
            }
            sum += counts[i];
        }
        if (sum != (long) height * width) {
            throw new IllegalArgumentException("RLE of " + height + "x" + width + " (height x width): the runs sum to "
                    + sum + ", expected " + (long) height * width + "; check the size and the order of its numbers");
        }
    }

    /**
     * Encodes a bitmap.
     *
     * @param rowMajorMask height * width pixels, row by row; all values except 0 are on
     */
    public static Rle of(byte[] rowMajorMask, int height, int width) {
        return RleBitmap.encode(rowMajorMask, height, width);
    }

    /**
     * Encodes the masks of several instances of an image from one array of height x width x instances.
     *
     * @param masks boolean[height][width][instances], true is on
     * @return one mask per instance, in order
     * @throws IllegalArgumentException if rows or pixels differ in length
     */
    public static List<Rle> ofInstances(boolean[][][] masks) {
        return InstanceStack.encode(masks);
    }

    /**
     * Like {@link #ofInstances(boolean[][][])}, from a flat array.
     *
     * @param masks byte[height * width * instances], row by row, with the instances of a pixel side by side; all values except
     *     0 are on
     */
    public static List<Rle> ofInstances(byte[] masks, int height, int width, int instances) {
        return InstanceStack.encode(masks, height, width, instances);
    }

    /**
     * Creates the union of filled polygons, exactly as pycocotools 2.0.11 does ({@code frPyObjects} and {@code merge}).
     *
     * @param polygons one polygon or more, each x, y, x, y, ... in pixels with at least three corners
     * @throws IllegalArgumentException if there is no polygon, or a polygon has too few or invalid coordinates
     */
    public static Rle fromPolygons(List<double[]> polygons, int height, int width) {
        return union(polygons.stream()
                .map(xy -> PolygonRaster.fill(xy, height, width))
                .toList());
    }

    /**
     * Creates a filled box, as a polygon, as pycocotools does.
     *
     * @param xywh left, top, width, height in pixels
     */
    public static Rle fromBox(double[] xywh, int height, int width) {
        if (xywh.length != 4) {
            throw new IllegalArgumentException("box has " + xywh.length + " numbers, expected x, y, width, height");
        }
        double right = xywh[0] + xywh[2];
        double bottom = xywh[1] + xywh[3];
        double[] corners = {xywh[0], xywh[1], xywh[0], bottom, right, bottom, right, xywh[1]};
        return PolygonRaster.fill(corners, height, width);
    }

    /**
     * Creates a mask from COCO's compressed run lengths.
     *
     * @throws IllegalArgumentException if the string has invalid characters or is truncated, or the runs do not fill the image
     */
    public static Rle fromString(String cocoCounts, int height, int width) {
        return new Rle(RleText.read(cocoCounts), height, width);
    }

    /** Returns the runs in COCO's compressed form, which pycocotools can read. */
    public String toCocoString() {
        return RleText.write(counts);
    }

    /** Returns the pixels that are on in any of the masks: one mask or more, all of the same size. */
    public static Rle union(List<Rle> masks) {
        return merge(masks, false);
    }

    /** Returns the pixels that are on in all of the masks: one mask or more, all of the same size. */
    public static Rle intersection(List<Rle> masks) {
        return merge(masks, true);
    }

    private static Rle merge(List<Rle> masks, boolean intersect) {
        return masks.stream()
                .reduce((a, b) -> RleOverlap.merge(a, b, intersect))
                .orElseThrow(
                        () -> new IllegalArgumentException("no masks to join: the list is empty, give at least one"));
    }

    /**
     * Computes the overlap of every detection with every ground truth: the intersection over union; for a crowd, the
     * intersection over the area of the detection.
     *
     * @param crowd whether each ground truth is a crowd
     * @return the overlaps [detections * truths], detection by detection
     * @throws IllegalArgumentException if the masks differ in size, or the number of flags is wrong
     */
    public static double[] iou(List<Rle> detections, List<Rle> truths, boolean[] crowd) {
        return RleOverlap.iou(detections, truths, crowd);
    }

    /** Returns the mask as a bitmap: height * width bytes, row by row, 1 = on. */
    public byte[] toMask() {
        return toMask(0, 0, height, width);
    }

    /**
     * Returns a part of the bitmap: rows y1 to y2 and columns x1 to x2 of {@link #toMask()}, without expanding the rest.
     *
     * @param y1 first row
     * @param x1 first column
     * @param y2 row after the last one
     * @param x2 column after the last one
     * @return (y2 - y1) * (x2 - x1) bytes, row by row, 1 = on
     */
    public byte[] toMask(int y1, int x1, int y2, int x2) {
        return RleBitmap.part(this, y1, x1, y2, x2);
    }

    /**
     * Returns polygons along the borders of the pixels, from which {@link #fromPolygons} creates exactly the same mask. COCO
     * only joins polygons and cannot subtract them, so the polygon of a part with a hole also runs around the hole, connected
     * by a cut of zero width. pycocotools and other software that fills by the even-odd rule leaves the hole empty.
     *
     * @return one polygon x, y, x, y, ... in pixels for each part whose pixels are connected by sides; empty if no pixel is on
     */
    public List<double[]> toPolygons() {
        return MaskPolygons.of(this);
    }

    /**
     * Like {@link #toPolygons}, as a single polygon x, y, x, y, ... with cuts between the parts too; empty if no pixel is on.
     */
    public double[] toPolygon() {
        return MaskPolygons.one(this);
    }

    /**
     * Returns outlines and holes along the borders of the pixels, in the form that GeoJSON and geometry libraries use: valid
     * OGC simple features, with exactly the area of the mask.
     *
     * @return for each part whose pixels are connected by sides, a list of its outline and its holes, each x, y, x, y, ... in
     *     pixels without repeating the first point; on the screen, outlines are clockwise and holes anticlockwise. Empty if no
     *     pixel is on
     */
    public List<List<double[]>> toRings() {
        return MaskPolygons.rings(this);
    }

    /** Returns the number of pixels that are on. */
    public long area() {
        long area = 0;
        for (int i = 1; i < counts.length; i += 2) {
            area += counts[i];
        }
        return area;
    }

    /**
     * Returns the tight box around the pixels that are on.
     *
     * @return y1, x1, y2, x2 in pixels, y2 and x2 exclusive; zeros if no pixel is on
     */
    public float[] bounds() {
        int top = height;
        int left = -1;
        int bottom = 0;
        int right = 0;
        int at = 0;
        for (int i = 0; i + 1 < counts.length; i += 2) {
            int start = at + counts[i];
            int last = start + counts[i + 1] - 1;
            at = last + 1;
            if (last < start) {
                continue;
            }
            left = left < 0 ? start / height : left;
            right = last / height + 1;
            boolean oneColumn = start / height == last / height;
            top = Math.min(top, oneColumn ? start % height : 0);
            bottom = Math.max(bottom, oneColumn ? last % height + 1 : height);
        }
        return left < 0 ? new float[4] : new float[] {top, left, bottom, right};
    }

    /** Returns {@link #bounds} as a COCO box: x, y, width, height in pixels; zeros if no pixel is on. */
    public double[] toCocoBox() {
        float[] box = bounds();
        return new double[] {box[1], box[0], box[3] - box[1], box[2] - box[0]};
    }

    /** Returns the height of the image in pixels. */
    public int height() {
        return height;
    }

    /** Returns the width of the image in pixels. */
    public int width() {
        return width;
    }

    /** Returns a copy of the run lengths in pixels. */
    public int[] counts() {
        return counts.clone();
    }

    /** Returns the number of runs. */
    public int runCount() {
        return counts.length;
    }

    /** Returns the runs without copying them, for reading only. */
    int[] runs() {
        return counts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rle rle
                && height == rle.height
                && width == rle.width
                && Arrays.equals(counts, rle.counts);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * height + width) + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return "Rle[" + height + "x" + width + ", " + area() + " pixels on, " + counts.length + " runs]";
    }
}
