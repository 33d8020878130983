// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.util.Arrays;

/**
 * An image whose pixels are labels, such as an instance mask saved as PNG: the stored values, and the colours that a viewer
 * shows. Immutable, except for the arrays that it returns.
 */
public final class LabelImage {

    /**
     * The stored values of the pixels.
     *
     * @param values int[height * width], row by row
     * @param coloured whether the values stand for colours
     * @param palette colours by value as 0xRRGGBB; null if the value is the grey value or the colour itself
     * @param white the value of white, -1 for none
     */
    @SuppressWarnings("ArrayRecordComponent") // private to the package
    record Pixels(int[] values, boolean coloured, int[] palette, int white) {}

    /**
     * How a file stores the values.
     *
     * @param lossy whether the file is a JPEG
     * @param fractions whether it stores fractions, which are scaled so that the largest is 65,535
     * @param indexed whether it stores palette indices
     * @param pages number of images of this size
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

    /** Returns the height in pixels. */
    public int height() {
        return height;
    }

    /** Returns the width in pixels. */
    public int width() {
        return width;
    }

    /**
     * Returns the stored values: palette indices, integer grey values of up to 32 bits, or colours as 0xRRGGBB; for a file with
     * 16 bits per colour channel, a number for each colour. Fractions are scaled so that the largest is 65,535.
     *
     * @return int[height * width], row by row; not a copy
     */
    public int[] values() {
        return pixels.values();
    }

    /** Returns whether the values are colours; false for palette indices, and if red, green and blue are equal everywhere. */
    public boolean coloured() {
        return pixels.coloured();
    }

    /** Returns whether the values are palette indices. */
    public boolean indexed() {
        return storage.indexed();
    }

    /** Returns whether {@link #shown} returns colours as 0xRRGGBB, not grey values. */
    public boolean shownInColour() {
        return pixels.coloured() || pixels.palette() != null;
    }

    /** Returns what a viewer shows for a value: the colour as 0xRRGGBB, or the grey value; 0 is black. */
    public int shown(int value) {
        int[] palette = pixels.palette();
        return palette == null ? value : value < palette.length ? palette[value] : 0;
    }

    /**
     * Returns the brightness with which a value is shown: the largest channel of the colour, or the grey value; 0 for negative
     * values.
     */
    public int brightness(int value) {
        int shown = shown(value);
        return shownInColour()
                ? Math.max(shown >> 16 & 0xff, Math.max(shown >> 8 & 0xff, shown & 0xff))
                : Math.max(0, shown);
    }

    /** Returns whether a value is shown as white. */
    public boolean isWhite(int value) {
        return pixels.white() != -1 && shown(value) == pixels.white();
    }

    /** Returns whether some pixels are transparent and others are not. */
    public boolean hasClear() {
        return clear != null;
    }

    /** Returns whether a pixel, counted row by row, is transparent; always false unless {@link #hasClear}. */
    public boolean isClear(int pixel) {
        return clear != null && clear[pixel];
    }

    /** Returns whether the file is a JPEG, whose values are not exact. */
    public boolean lossy() {
        return storage.lossy();
    }

    /** Returns whether the file stores fractions, such as probabilities. */
    public boolean fractions() {
        return storage.fractions();
    }

    /** Returns the number of images of this size in the file. */
    public int pages() {
        return storage.pages();
    }

    /**
     * Returns the transparent pixels, whose alpha is at most half of the largest alpha; null if none or all pixels are
     * transparent.
     */
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
