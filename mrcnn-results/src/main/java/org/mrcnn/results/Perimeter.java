// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

/**
 * Computes the perimeter of scikit-image's {@code regionprops}. Border pixels, which have one of four neighbours outside, are
 * weighted by their neighbours on the border (K. Benkrid and D. Crookes, "Design and FPGA implementation of a perimeter
 * estimator").
 */
final class Perimeter {
    private static final int SIDE = 2;
    private static final int CORNER = 10;
    private static final double DIAGONAL = Math.sqrt(2);

    private final byte[] pixels;
    private final int width;
    private final int height;

    private Perimeter(byte[] pixels, int width) {
        this.pixels = pixels;
        this.width = width;
        this.height = pixels.length / width;
    }

    /**
     * Returns the perimeter of a mask.
     *
     * @param pixels the mask row by row, 1 = on
     */
    static double of(byte[] pixels, int width) {
        Perimeter perimeter = new Perimeter(pixels, width);
        double length = 0;
        for (int y = 0; y < perimeter.height; y++) {
            for (int x = 0; x < width; x++) {
                if (perimeter.border(y, x) == 1) {
                    length += weight(perimeter.neighbours(y, x));
                }
            }
        }
        return length;
    }

    private static double weight(int neighbours) {
        return switch (neighbours) {
            case 2 * SIDE,
                    3 * SIDE,
                    2 * SIDE + CORNER,
                    3 * SIDE + CORNER,
                    2 * SIDE + 2 * CORNER,
                    3 * SIDE + 2 * CORNER -> 1;
            case 2 * CORNER, SIDE + 3 * CORNER -> DIAGONAL;
            case SIDE + CORNER, SIDE + 2 * CORNER -> (1 + DIAGONAL) / 2;
            default -> 0;
        };
    }

    private int neighbours(int y, int x) {
        int sides = border(y - 1, x) + border(y + 1, x) + border(y, x - 1) + border(y, x + 1);
        int corners = border(y - 1, x - 1) + border(y - 1, x + 1) + border(y + 1, x - 1) + border(y + 1, x + 1);
        return SIDE * sides + CORNER * corners;
    }

    /** Returns 1 for a pixel that is on and has a neighbour that is off, otherwise 0. */
    private int border(int y, int x) {
        return isOn(y, x) && !(isOn(y - 1, x) && isOn(y + 1, x) && isOn(y, x - 1) && isOn(y, x + 1)) ? 1 : 0;
    }

    private boolean isOn(int y, int x) {
        return y >= 0 && y < height && x >= 0 && x < width && pixels[y * width + x] == 1;
    }
}
