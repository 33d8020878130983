// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.mask;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Traces the borders of the pixels of a mask as polygons. Pixels that touch only at a corner belong to different polygons. COCO
 * unites the polygons of an object and has no holes, therefore a hole becomes part of the polygon around it: a cut leads from
 * that polygon to the hole and back on the same line, which no fill rule sees.
 */
final class MaskPolygons {
    private static final int[] STEP_X = {1, 0, -1, 0};
    private static final int[] STEP_Y = {0, 1, 0, -1};

    /**
     * Part number of each pixel of the window, from 1; 0 is off. The window is surrounded by one row and column of off pixels.
     */
    private final int[] part;

    private final int stride;
    private final int top;
    private final int left;
    private final boolean[] startUsed;

    private MaskPolygons(Rle mask) {
        float[] bounds = mask.bounds();
        top = (int) bounds[0] - 1;
        left = (int) bounds[1] - 1;
        stride = (int) bounds[3] - left + 1;
        part = new int[((int) bounds[2] - top + 1) * stride];
        startUsed = new boolean[part.length];
        int[] runs = mask.runs();
        int pixel = 0;
        for (int i = 0; i < runs.length; i++) {
            for (int end = pixel + runs[i]; pixel < end; pixel++) {
                if ((i & 1) == 1) {
                    part[(pixel % mask.height() - top) * stride + pixel / mask.height() - left] = -1;
                }
            }
        }
    }

    /** See {@link Rle#toPolygons}. */
    static List<double[]> of(Rle mask) {
        return trace(mask).stream()
                .map(MaskPolygons::joined)
                .map(MaskPolygons::numbers)
                .toList();
    }

    /** See {@link Rle#toPolygon}. */
    static double[] one(Rle mask) {
        return numbers(joined(trace(mask).stream().map(MaskPolygons::joined).toList()));
    }

    /** See {@link Rle#toRings}. */
    static List<List<double[]>> rings(Rle mask) {
        return trace(mask).stream()
                .map(part -> RingSplit.simple(part).stream()
                        .map(MaskPolygons::numbers)
                        .toList())
                .toList();
    }

    /** Returns the borders of each part, the outer one first. A border may touch itself at a corner. */
    private static List<List<int[]>> trace(Rle mask) {
        if (mask.area() == 0) {
            return List.of();
        }
        MaskPolygons tracer = new MaskPolygons(mask);
        List<List<int[]>> parts = new ArrayList<>();
        for (int i = tracer.labelParts(); i > 0; i--) {
            parts.add(new ArrayList<>());
        }
        for (int at = 0; at < tracer.part.length; at++) {
            if (tracer.part[at] != 0 && tracer.part[at - tracer.stride] == 0 && !tracer.startUsed[at]) {
                // the scan reaches a part at its top row first, therefore its first ring is the outer one
                parts.get(tracer.part[at] - 1).add(tracer.follow(at));
            }
        }
        return parts;
    }

    private static int[] joined(List<int[]> rings) {
        return rings.stream().reduce(MaskPolygons::join).orElse(new int[0]);
    }

    private static double[] numbers(int[] ring) {
        return Arrays.stream(ring).asDoubleStream().toArray();
    }

    /** Numbers the parts that are connected by sides of pixels, and returns their count. */
    private int labelParts() {
        int parts = 0;
        for (int first = 0; first < part.length; first++) {
            if (part[first] < 0) {
                label(first, ++parts);
            }
        }
        return parts;
    }

    /** Gives a number to the part of a pixel. */
    private void label(int first, int number) {
        int[] open = new int[16];
        open[0] = first;
        int count = 1;
        part[first] = number;
        while (count > 0) {
            int at = open[--count];
            if (count + 4 > open.length) {
                open = Arrays.copyOf(open, 2 * open.length);
            }
            for (int direction = 0; direction < 4; direction++) {
                int next = at + STEP_Y[direction] * stride + STEP_X[direction];
                if (part[next] < 0) {
                    part[next] = number;
                    open[count++] = next;
                }
            }
        }
    }

    /**
     * Returns the corners of the border from the top left corner of pixel {@code start} back to it, with the part on the right:
     * x, y, x, y, ...
     */
    private int[] follow(int start) {
        int[] corners = new int[16];
        int count = 0;
        int at = start;
        int direction = 0;
        int before = -1;
        while (!(direction == 0 && startUsed[at])) {
            if (direction == 0) {
                startUsed[at] = true;
            }
            if (direction != before) {
                if (count == corners.length) {
                    corners = Arrays.copyOf(corners, 2 * count);
                }
                corners[count++] = left + at % stride;
                corners[count++] = top + at / stride;
                before = direction;
            }
            at += STEP_Y[direction] * stride + STEP_X[direction];
            direction = turn(at, direction);
        }
        return Arrays.copyOf(corners, count);
    }

    /** Returns the next direction at the corner to the top left of a pixel; prefers the right, which stays with the part. */
    private int turn(int at, int direction) {
        boolean northWest = part[at - stride - 1] != 0;
        boolean northEast = part[at - stride] != 0;
        boolean southWest = part[at - 1] != 0;
        boolean southEast = part[at] != 0;
        boolean[] open = {
            southEast && !northEast, southWest && !southEast, northWest && !southWest, northEast && !northWest
        };
        for (int turned : new int[] {direction + 1, direction, direction + 3}) {
            if (open[turned % 4]) {
                return turned % 4;
            }
        }
        throw new IllegalStateException(
                "the border of a mask ends at row " + (top + at / stride) + ", column " + (left + at % stride));
    }

    /** Returns one ring that leads around the polygon, over the shortest cut to the other ring, around it, and back. */
    private static int[] join(int[] polygon, int[] hole) {
        int cut = 0;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < polygon.length; i += 2) {
            long dx = (long) polygon[i] - hole[0];
            long dy = (long) polygon[i + 1] - hole[1];
            if (dx * dx + dy * dy < least) {
                least = dx * dx + dy * dy;
                cut = i;
            }
        }
        int[] joined = new int[polygon.length + hole.length + 4];
        System.arraycopy(polygon, 0, joined, 0, cut + 2);
        System.arraycopy(hole, 0, joined, cut + 2, hole.length);
        System.arraycopy(hole, 0, joined, cut + 2 + hole.length, 2);
        System.arraycopy(polygon, cut, joined, cut + 4 + hole.length, polygon.length - cut);
        return joined;
    }
}
