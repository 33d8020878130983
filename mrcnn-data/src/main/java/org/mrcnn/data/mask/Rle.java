// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.mask;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.data.internal.RunBuilder;

/**
 * A binary mask of one image as COCO run lengths: pixels column by column, top to bottom, as alternating runs of off
 * and on, starting with off. Everything is computed on the runs; only {@link #toMask} expands them. Immutable.
 *
 * <p>Runs read from a file are kept as they are (also empty ones inside), so {@link #toCocoString} writes back what
 * was read. {@code equals} compares the runs.
 */
public final class Rle implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int height;
    private final int width;
    private final int[] counts;

    /**
     * @param height rows of the image, at least 1
     * @param width columns of the image, at least 1
     * @param counts run lengths in pixels, none negative, sum height * width; copied
     * @throws IllegalArgumentException if the size is not positive or the runs do not fill it exactly
     */
    public Rle(int height, int width, int[] counts) {
        this(counts.clone(), height, width);
    }

    /** Takes the array over. */
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
     * @param rowMajorMask height * width pixels, row by row; any value but 0 is on
     */
    public static Rle of(byte[] rowMajorMask, int height, int width) {
        return RleBitmap.encode(rowMajorMask, height, width);
    }

    /**
     * Encodes the masks of several instances of one image, held in one array of height x width x instances.
     *
     * @param masks boolean[height][width][instances], true is on
     * @return one mask per instance, in their order
     * @throws IllegalArgumentException if rows or pixels differ in length
     */
    public static List<Rle> ofInstances(boolean[][][] masks) {
        return InstanceStack.encode(masks);
    }

    /**
     * As {@link #ofInstances(boolean[][][])}, from one flat array.
     *
     * @param masks byte[height * width * instances], row by row, the instances of a pixel side by side; any value but 0
     *     is on
     */
    public static List<Rle> ofInstances(byte[] masks, int height, int width, int instances) {
        return InstanceStack.encode(masks, height, width, instances);
    }

    /**
     * Fills polygons and joins them, equal to the bit to pycocotools 2.0.11 ({@code frPyObjects} and {@code merge}).
     *
     * @param polygons each x, y, x, y, ... in pixels, at least three corners; at least one polygon
     * @throws IllegalArgumentException if there is no polygon, or one has too few or unusable coordinates
     */
    public static Rle fromPolygons(List<double[]> polygons, int height, int width) {
        return union(polygons.stream()
                .map(xy -> PolygonRaster.fill(xy, height, width))
                .toList());
    }

    /**
     * Fills a box as pycocotools does, by the polygon rule.
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
     * Reads the compressed counts of COCO.
     *
     * @throws IllegalArgumentException on characters that cannot occur, a string cut off, or runs that do not fill
     *     the image
     */
    public static Rle fromString(String cocoCounts, int height, int width) {
        return new Rle(RleText.read(cocoCounts), height, width);
    }

    /** The runs in the compressed form of COCO, readable by pycocotools. */
    public String toCocoString() {
        return RleText.write(counts);
    }

    /** Pixels that are on in any mask; masks of one size, at least one. */
    public static Rle union(List<Rle> masks) {
        return merge(masks, false);
    }

    /** Pixels that are on in every mask; masks of one size, at least one. */
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
     * Overlap of every detection with every ground truth: intersection over union, and for crowds intersection over
     * the area of the detection.
     *
     * @param crowd one flag per ground truth
     * @return [detections * truths], detection by detection
     * @throws IllegalArgumentException if sizes or the number of flags do not agree
     */
    public static double[] iou(List<Rle> detections, List<Rle> truths, boolean[] crowd) {
        return RleOverlap.iou(detections, truths, crowd);
    }

    /** The bitmap: height * width bytes, row by row, 1 = on. */
    public byte[] toMask() {
        return toMask(0, 0, height, width);
    }

    /**
     * Part of the bitmap: what {@link #toMask} has in rows y1 to y2 and columns x1 to x2, without expanding the rest.
     *
     * @param y1 first row, inside the image
     * @param x1 first column
     * @param y2 row after the last
     * @param x2 column after the last
     * @return (y2 - y1) * (x2 - x1) bytes, row by row, 1 = on
     */
    public byte[] toMask(int y1, int x1, int y2, int x2) {
        return RleBitmap.part(this, y1, x1, y2, x2);
    }

    /**
     * Polygons along the borders of the pixels, which {@link #fromPolygons} fills to exactly these pixels again. COCO
     * joins polygons and cannot subtract one, so a polygon with a hole goes round it too, over a cut of no width;
     * pycocotools and others that fill by the even-odd rule leave the hole out.
     *
     * @return one polygon x, y, x, y, ... for each part whose pixels are joined by sides; none if nothing is on
     */
    public List<double[]> toPolygons() {
        return MaskPolygons.of(this);
    }

    /** Like {@link #toPolygons}, with cuts between the parts as well: one polygon x, y, x, y, ...; empty if nothing is on. */
    public double[] toPolygon() {
        return MaskPolygons.one(this);
    }

    /**
     * Outlines and holes along the borders of the pixels, as GeoJSON and geometry libraries take them: valid by the OGC's simple
     * features, with exactly the mask's area.
     *
     * @return a list for each part whose pixels are joined by sides: its outline, then its holes, each x, y, x, y, ... without the
     *     first point again; outlines clockwise on the screen, holes the other way round. Empty if nothing is on
     */
    public List<List<double[]>> toRings() {
        return MaskPolygons.rings(this);
    }

    /** Number of pixels that are on. */
    public long area() {
        long area = 0;
        for (int i = 1; i < counts.length; i += 2) {
            area += counts[i];
        }
        return area;
    }

    /**
     * The tight box around the pixels that are on.
     *
     * @return y1, x1, y2, x2 in pixels, y2 and x2 exclusive; zeros if nothing is on
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

    /** {@link #bounds} in the order of COCO: x, y, width, height; zeros if nothing is on. */
    public double[] toCocoBox() {
        float[] box = bounds();
        return new double[] {box[1], box[0], box[3] - box[1], box[2] - box[0]};
    }

    /** Rows of the image. */
    public int height() {
        return height;
    }

    /** Columns of the image. */
    public int width() {
        return width;
    }

    /** The run lengths in pixels, a copy. */
    public int[] counts() {
        return counts.clone();
    }

    /** How many runs there are. */
    public int runCount() {
        return counts.length;
    }

    /** The runs without a copy, for reading only. */
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
