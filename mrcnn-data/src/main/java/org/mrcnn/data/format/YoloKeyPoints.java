// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

/**
 * Distinguishes rows of pose labels from rows of polygons if no YAML file says which they are. A row of Ultralytics' pose
 * labels has a class, a box (centre x, centre y, width, height), and key points, each x, y, or x, y and a flag of 0, 1 or 2.
 * All rows of a data set have the same number of key points, most of which are inside the box. The rows of a data set are added
 * one by one.
 */
final class YoloKeyPoints {

    private static final int BOX = 4;

    /** Rounding of coordinates, as a fraction of the image. */
    private static final double ROUNDING = 1e-3;

    private int columns;
    private boolean flagged = true;
    private boolean plain = true;
    private boolean oblique;

    /** Adds the numbers of a row that follow the class. */
    void add(double[] row) {
        boolean same = columns == 0 || columns == row.length;
        columns = row.length;
        flagged &= same && fits(row, 3);
        plain &= same && fits(row, 2);
        oblique |= row.length >= BOX && row[0] != row[2] && row[1] != row[3];
    }

    /** Returns whether all rows have key points with flags, which polygons do not resemble. */
    boolean areFlagged() {
        return columns > 0 && flagged;
    }

    /**
     * Returns whether all rows could have key points without flags. Rectangles could look like this by chance, but their first
     * edge is vertical.
     */
    boolean arePossible() {
        return columns > 0 && plain && oblique && !flagged;
    }

    /** Returns whether the box is inside the image, and key points with this many numbers are inside the box. */
    private static boolean fits(double[] row, int size) {
        int rest = row.length - BOX;
        if (rest < size
                || rest % size != 0
                || !isInside(row[0], 0.5, 1 - row[2])
                || !isInside(row[1], 0.5, 1 - row[3])) {
            return false;
        }
        boolean any = false;
        for (int i = BOX; i < row.length; i += size) {
            boolean absent = row[i] == 0 && row[i + 1] == 0;
            boolean hidden = absent || (size > 2 && row[i + 2] == 0);
            if (size > 2 && row[i + 2] != 0 && row[i + 2] != 1 && row[i + 2] != 2) {
                return false;
            }
            if (!hidden && !(isInside(row[i], row[0], row[2]) && isInside(row[i + 1], row[1], row[3]))) {
                return false;
            }
            any |= !hidden;
        }
        return any;
    }

    private static boolean isInside(double at, double centre, double side) {
        return Math.abs(at - centre) <= side / 2 + ROUNDING;
    }
}
