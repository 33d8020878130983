// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;

/** Converts shapes of annotation tools to polygons. */
final class Shapes {

    /** Maximum distance in pixels between a circle or ellipse and the edges of its polygon; not visible when drawn. */
    private static final double CHORD_ERROR = 0.05;

    private static final double MAX_RADIUS = 1e6;

    private Shapes() {}

    /**
     * Creates a mask. An exception becomes an unusable mask with its message, so that it is reported with image and annotation.
     */
    static Segment segment(Supplier<Segment> maker) {
        try {
            return maker.get();
        } catch (Segment.TooLargeException e) {
            return new Segment.Unusable(DataProblem.TOO_LARGE, e.getMessage());
        } catch (IllegalArgumentException e) {
            return new Segment.Unusable(DataProblem.BAD_SEGMENT, e.getMessage());
        }
    }

    /** Rejects a mask if the file does not state the size of its image, or states an enormous one. */
    static void requireSize(int height, int width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("a mask, but no height and width of its image");
        }
        if ((long) height * width > Images.MAX_PIXELS) {
            throw new Segment.TooLargeException("a mask for an image of " + height + "x" + width);
        }
    }

    static Segment none(String found) {
        return new Segment.Unusable(DataProblem.NO_SEGMENT, found);
    }

    static Segment polygon(double[] xy) {
        return new Segment.Polygons(List.of(xy));
    }

    static Segment rectangle(double x1, double y1, double x2, double y2) {
        return polygon(new double[] {x1, y1, x2, y1, x2, y2, x1, y2});
    }

    /** Returns the pixels of a mask that are not in another mask of the same size. */
    static Rle without(Rle mask, Rle hole) {
        int[] runs = hole.counts();
        boolean starts = runs.length > 0 && runs[0] == 0; // then it begins with pixels that are set
        int[] others = starts ? Arrays.copyOfRange(runs, 1, runs.length) : new int[runs.length + 1];
        if (!starts) {
            System.arraycopy(runs, 0, others, 1, runs.length);
        }
        return Rle.intersection(List.of(mask, new Rle(hole.height(), hole.width(), others)));
    }

    /**
     * Returns an ellipse.
     *
     * @param turn angle of its x radius in radians, clockwise on the screen
     */
    static Segment ellipse(double cx, double cy, double rx, double ry, double turn) {
        if (!(rx > 0 && ry > 0 && rx <= MAX_RADIUS && ry <= MAX_RADIUS)) {
            throw new IllegalArgumentException("an ellipse with the radii " + rx + " and " + ry);
        }
        double largest = Math.max(Math.max(rx, ry), 1);
        int corners = (int) Math.ceil(Math.PI / Math.acos(1 - CHORD_ERROR / largest));
        double[] xy = new double[2 * corners];
        for (int i = 0; i < corners; i++) {
            double angle = 2 * Math.PI * i / corners;
            double along = rx * StrictMath.cos(angle);
            double across = ry * StrictMath.sin(angle);
            xy[2 * i] = cx + along * StrictMath.cos(turn) - across * StrictMath.sin(turn);
            xy[2 * i + 1] = cy + along * StrictMath.sin(turn) + across * StrictMath.cos(turn);
        }
        return polygon(xy);
    }
}
