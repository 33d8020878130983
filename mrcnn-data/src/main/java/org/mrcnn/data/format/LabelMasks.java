// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Segment.TooLargeException;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.LabelImage;
import org.mrcnn.data.mask.Rle;

/** Masks from the labels of an image. */
final class LabelMasks {

    /** Maximum number of objects: a photograph, or a mask saved as JPEG, has more colours than any image has objects. */
    private static final int MAX_OBJECTS = 20_000;

    private LabelMasks() {}

    /** Reads an image whose values are numbers of objects or classes; rejects JPEG, which changes values. */
    static LabelImage exact(Path file) {
        LabelImage image = Images.readLabels(file);
        if (image.lossy()) {
            throw Faults.of(
                    DataProblem.BAD_SEGMENT, file, "numbers as values", "a JPEG file, which changes them", null);
        }
        return image;
    }

    /** Returns one mask per value of an image, by value; 0 and {@code ignored} are not labels. */
    static Map<Integer, Rle> of(LabelImage image, int ignored) {
        return of(image.values(), image.height(), image.width(), ignored);
    }

    /** Returns one mask per label of an image, by label; 0 and {@code ignored} are not labels. */
    static Map<Integer, Rle> of(int[] labels, int height, int width, int ignored) {
        Map<Integer, Runs> runs = new TreeMap<>();
        int pixels = height * width;
        int start = 0;
        int current = labels[0];
        for (int p = 1; p <= pixels; p++) {
            int value = p == pixels ? ~current : labels[p % height * width + p / height];
            if (value != current) {
                if (current != 0 && current != ignored) {
                    runs.computeIfAbsent(current, unused -> new Runs()).add(start, p);
                    requireFew(runs.size());
                }
                start = p;
                current = value;
            }
        }
        Map<Integer, Rle> masks = new TreeMap<>();
        runs.forEach((label, r) -> masks.put(label, new Rle(height, width, r.counts(pixels))));
        return masks;
    }

    private static void requireFew(int objects) {
        if (objects > MAX_OBJECTS) {
            throw new TooLargeException("more than " + MAX_OBJECTS + " colours; is it a photograph, or saved as JPEG?");
        }
    }

    /**
     * Returns the mask of a part of an image of height x width, clipped to the image.
     *
     * @param corner y, x of the first pixel of the part
     */
    static Rle placed(LabelImage part, int[] corner, int height, int width) {
        Runs runs = new Runs();
        int first = Math.max(0, -corner[0]);
        int last = Math.min(part.height(), height - Math.min(height, corner[0]));
        for (int x = 0; x < part.width(); x++) {
            long column = (long) corner[1] + x;
            for (int y = first; y < last && column >= 0 && column < width; y++) {
                if (isObject(part, y * part.width() + x)) {
                    int p = (int) column * height + corner[0] + y;
                    runs.add(p, p + 1);
                }
            }
        }
        return new Rle(height, width, runs.counts(height * width));
    }

    /**
     * Returns whether a pixel belongs to the object: if it is opaque, in an image with transparent pixels; otherwise if it is
     * not displayed as black.
     */
    private static boolean isObject(LabelImage part, int pixel) {
        return part.hasClear() ? !part.isClear(pixel) : part.shown(part.values()[pixel]) != 0;
    }

    /** Scales a mask by nearest neighbour, from pixel centre to pixel centre. */
    static Rle scaled(Rle mask, int height, int width) {
        if (mask.height() == height && mask.width() == width) {
            return mask;
        }
        byte[] pixels = mask.toMask();
        int[] rows = new int[height];
        Arrays.setAll(rows, y -> (int) ((2L * y + 1) * mask.height() / (2L * height)) * mask.width());
        Runs runs = new Runs();
        for (int x = 0; x < width; x++) {
            int column = (int) ((2L * x + 1) * mask.width() / (2L * width));
            for (int y = 0; y < height; y++) {
                if (pixels[rows[y] + column] != 0) {
                    runs.add(x * height + y, x * height + y + 1);
                }
            }
        }
        return new Rle(height, width, runs.counts(height * width));
    }

    /** Run lengths in pixels that grow, off and on alternately. */
    private static final class Runs {
        private int[] counts = new int[8];
        private int size;
        private int end;

        void add(int start, int stop) {
            if (size > 0 && start == end) {
                counts[size - 1] += stop - start;
                end = stop;
                return;
            }
            if (size + 3 > counts.length) {
                counts = Arrays.copyOf(counts, 2 * counts.length);
            }
            counts[size++] = start - end;
            counts[size++] = stop - start;
            end = stop;
        }

        int[] counts(int pixels) {
            int[] all = Arrays.copyOf(counts, end < pixels ? size + 1 : size);
            if (end < pixels) {
                all[size] = pixels - end;
            }
            return all;
        }
    }
}
