// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.util.Arrays;

/**
 * An image whose pixels are labels, such as an instance mask saved as PNG: what is stored, and what a viewer shows.
 * Immutable, except for the arrays that it hands out.
 */
public final class LabelImage {

    /**
     * What pixels store.
     *
     * @param values int[height * width], row by row
     * @param coloured whether the values stand for colours
     * @param palette colour by value as 0xRRGGBB; null where the value is the grey value or the colour itself
     * @param white the value of white, or -1 where there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // private to the package
    record Pixels(int[] values, boolean coloured, int[] palette, int white) {}

    /**
     * How a file stores them.
     *
     * @param lossy whether the file is a JPEG
     * @param fractions whether it stores fractions, which were scaled so that 65535 is the largest
     * @param indexed whether it stores indices of a palette
     * @param pages how many images of this size it has
     */
    record Storage(boolean lossy, boolean fractions, boolean indexed, int pages) {}

    private final int height;
    private final int width;
    private final Pixels pixels;
    private final boolean[] clear;
    private final Storage storage;

    LabelImage(int height, int width, Pixels pixels, boolean[] clear, Storage storage) {
        this.height = height;
        this.width = width;
        this.pixels = pixels;
        this.clear = clear;
        this.storage = storage;
    }

    /** Rows. */
    public int height() {
        return height;
    }

    /** Columns. */
    public int width() {
        return width;
    }

    /**
     * What the pixels store: indices of a palette, whole grey values of up to 32 bits, or colours: 0xRRGGBB, or numbers of
     * colours where the file has 16 bits per channel. Fractions are scaled so that 65535 is the largest.
     *
     * @return int[height * width], row by row; not a copy
     */
    public int[] values() {
        return pixels.values();
    }

    /** Whether the values stand for colours; not for indices of a palette, nor where red, green and blue are equal. */
    public boolean coloured() {
        return pixels.coloured();
    }

    /** Whether the values are indices of a palette. */
    public boolean indexed() {
        return storage.indexed();
    }

    /** Whether what is shown of a value is a colour, 0xRRGGBB, and not the value itself. */
    public boolean shownInColour() {
        return pixels.coloured() || pixels.palette() != null;
    }

    /** What a viewer shows of a value: the colour as 0xRRGGBB, or the grey value; 0 is black. */
    public int shown(int value) {
        int[] palette = pixels.palette();
        return palette == null ? value : value < palette.length ? palette[value] : 0;
    }

    /** How bright a value is shown: the brightest channel of the colour, or the grey value; 0 for negative ones. */
    public int brightness(int value) {
        int shown = shown(value);
        return shownInColour()
                ? Math.max(shown >> 16 & 0xff, Math.max(shown >> 8 & 0xff, shown & 0xff))
                : Math.max(0, shown);
    }

    /** Whether a value is shown white. */
    public boolean isWhite(int value) {
        return pixels.white() != -1 && shown(value) == pixels.white();
    }

    /** Whether some pixels are transparent and others are not. */
    public boolean hasClear() {
        return clear != null;
    }

    /** Whether a pixel, counted row by row, is transparent while others are not. */
    public boolean isClear(int pixel) {
        return clear != null && clear[pixel];
    }

    /** Whether the file is a JPEG, which changes values. */
    public boolean lossy() {
        return storage.lossy();
    }

    /** Whether the file stores fractions, such as probabilities. */
    public boolean fractions() {
        return storage.fractions();
    }

    /** How many images of this size the file has. */
    public int pages() {
        return storage.pages();
    }

    /** The transparent pixels by alpha: at most half as opaque as the most opaque one; null where none or all are. */
    static boolean[] clear(int[] alpha) {
        int most = Arrays.stream(alpha).max().orElse(0);
        boolean[] clear = new boolean[alpha.length];
        boolean any = false;
        for (int i = 0; i < alpha.length && most > 0; i++) {
            clear[i] = 2L * alpha[i] <= most;
            any |= clear[i];
        }
        return any ? clear : null;
    }
}
