// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.mask;

import java.util.Arrays;
import org.mrcnn.data.internal.RunBuilder;
import org.mrcnn.data.mask.Rle;

/**
 * Pastes the soft mask of a detection into its image: bilinear resizing to the box, thresholding at 0.5, directly to runs, so
 * that the cost depends on the size of the box, not of the image. Stateless.
 */
public class MaskPaste {

    private static final MaskPaste SUB_PIXEL = new MaskPaste();

    /** Probability from which on a pixel belongs to the mask. */
    public static final float THRESHOLD = 0.5f;

    /** Creates a paste like that of another implementation, which overrides what it does differently. */
    protected MaskPaste() {}

    /**
     * Returns the paste that samples the mask at the pixel centres of the image and keeps the fractions of the box, like {@code
     * paste_masks_in_image} of Detectron2.
     */
    public static MaskPaste subPixel() {
        return SUB_PIXEL;
    }

    /**
     * Pastes a mask. Samples outside of the mask count as 0.
     *
     * @param mask probabilities, side * side, row by row, covering the box from corner to corner
     * @param box y1, x1, y2, x2 in pixels of the image, y2 and x2 exclusive; the part outside of the image is clipped
     * @param height height of the image
     * @param width width of the image
     * @return the pixels that belong to the mask; empty for a box without area
     * @throws IllegalArgumentException if the mask is not side * side, or the box is not four finite numbers
     */
    public Rle paste(float[] mask, int side, float[] box, int height, int width) {
        RunBuilder.requireSize(height, width);
        requireMask(mask, side);
        requireBox(box);
        double[] at = edges(box, side);
        RunBuilder runs = new RunBuilder();
        if (at[2] <= at[0] || at[3] <= at[1]) {
            runs.add(false, height * width);
            return new Rle(height, width, runs.build());
        }
        Axis rows = Axis.of(at[0], at[2], side, height);
        Axis columns = Axis.of(at[1], at[3], side, width);
        double floor = floor(mask);
        runs.add(false, columns.first * height);
        double[] column = new double[side + 2];
        for (int x = 0; x < columns.cell.length; x++) {
            columns.blend(mask, side, x, column);
            runs.add(false, rows.first);
            for (int y = 0; y < rows.cell.length; y++) {
                runs.add(isOn((float) Math.max(rows.sample(column, y), floor)), 1);
            }
            runs.add(false, height - rows.first - rows.cell.length);
        }
        runs.add(false, (width - columns.first - columns.cell.length) * height);
        return new Rle(height, width, runs.build());
    }

    /**
     * Returns the probabilities to which {@link #paste} applies the threshold.
     *
     * @return float[height * width], row-major; 0 outside of the box
     */
    public float[] values(float[] mask, int side, float[] box, int height, int width) {
        RunBuilder.requireSize(height, width);
        requireMask(mask, side);
        requireBox(box);
        double[] at = edges(box, side);
        float[] values = new float[height * width];
        if (at[2] <= at[0] || at[3] <= at[1]) {
            return values;
        }
        Axis rows = Axis.of(at[0], at[2], side, height);
        Axis columns = Axis.of(at[1], at[3], side, width);
        double floor = floor(mask);
        double[] column = new double[side + 2];
        for (int x = 0; x < columns.cell.length; x++) {
            columns.blend(mask, side, x, column);
            for (int y = 0; y < rows.cell.length; y++) {
                values[(rows.first + y) * width + columns.first + x] = (float) Math.max(rows.sample(column, y), floor);
            }
        }
        return values;
    }

    /** Returns the box in pixels of the image, y1, x1, y2, x2, to which the mask is resized. */
    protected double[] edges(float[] box, int side) {
        return new double[] {box[0], box[1], box[2], box[3]};
    }

    /** Returns whether a pixel with this probability belongs to the mask: if it is at least {@link #THRESHOLD}. */
    protected boolean isOn(float probability) {
        return probability >= THRESHOLD;
    }

    /** Returns the minimum probability in the box of a pasted mask; by default, there is none. */
    protected double floor(float[] mask) {
        return Double.NEGATIVE_INFINITY;
    }

    private static void requireMask(float[] mask, int side) {
        if (side < 1 || mask.length != (long) side * side) {
            throw new IllegalArgumentException("soft mask has " + mask.length
                    + " values, expected side * side with side " + side + " and at least 1");
        }
    }

    private static void requireBox(float[] box) {
        if (box.length != 4) {
            throw new IllegalArgumentException("box has " + box.length + " numbers, expected y1, x1, y2, x2");
        }
        for (float edge : box) {
            if (!Float.isFinite(edge)) {
                throw new IllegalArgumentException(
                        "box " + Arrays.toString(box) + " (y1, x1, y2, x2) has an edge that is not finite");
            }
        }
    }

    /**
     * The positions of the pixels of one image axis between the cells of the mask. Only the pixels of the box have entries:
     * beyond it, a sample is less than half of the cell at the border.
     */
    private static final class Axis {
        /** First pixel with an entry. */
        final int first;
        /** Cell before the sample, counted with one cell of zeros before the mask: 0 to side. */
        final int[] cell;
        /** Weight of the cell after the sample. */
        final double[] share;

        private Axis(int first, int pixels) {
            this.first = first;
            cell = new int[pixels];
            share = new double[pixels];
        }

        static Axis of(double start, double end, int side, int size) {
            int first = (int) Math.min(size, Math.max(0, Math.floor(start)));
            int last = (int) Math.min(size, Math.max(first, Math.ceil(end)));
            Axis axis = new Axis(first, last - first);
            for (int i = 0; i < axis.cell.length; i++) {
                double position = (first + i + 0.5 - start) / (end - start) * side + 0.5;
                double inside = Math.min(Math.max(position, 0), side + 1);
                axis.cell[i] = (int) Math.min(inside, side);
                axis.share[i] = inside - axis.cell[i];
            }
            return axis;
        }

        /** Interpolates all rows of the mask at column pixel x; the first and last of side + 2 values remain 0. */
        void blend(float[] mask, int side, int x, double[] column) {
            int left = cell[x] - 1;
            for (int y = 0; y < side; y++) {
                double a = left < 0 ? 0 : mask[y * side + left];
                double b = left + 1 == side ? 0 : mask[y * side + left + 1];
                column[y + 1] = a * (1 - share[x]) + b * share[x];
            }
        }

        double sample(double[] column, int y) {
            return column[cell[y]] * (1 - share[y]) + column[cell[y] + 1] * share[y];
        }
    }
}
