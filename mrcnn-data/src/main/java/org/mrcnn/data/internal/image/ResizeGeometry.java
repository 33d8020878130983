// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;

/**
 * The mapping of pixels when an image is resized: scaling, then shifting by padding or cropping. Images and masks use the same
 * sample positions: output pixel i of n shows the input at (i + 0.5) * size / n. (Matterport resizes its masks by another rule,
 * which differs from its images by half a pixel.)
 *
 * @param height rows of the original image
 * @param width columns of the original image
 * @param scale the requested scale; the actual scale of each side is scaledHeight / height and scaledWidth / width
 * @param scaledHeight rows after scaling
 * @param scaledWidth columns after scaling
 * @param outputHeight rows of the result
 * @param outputWidth columns of the result
 * @param top row of the result at which the scaled image begins: rows of padding if positive, rows cropped if negative
 * @param left the same for columns
 * @param resampling how pixels are interpolated
 */
public record ResizeGeometry(
        int height,
        int width,
        double scale,
        int scaledHeight,
        int scaledWidth,
        int outputHeight,
        int outputWidth,
        int top,
        int left,
        Resampling resampling) {

    /** Maximum side of the scaled image, of which a crop may keep only a part. */
    private static final int MAX_SIDE = 1 << 30;

    /** Checks sizes. */
    public ResizeGeometry {
        if (height < 1 || width < 1 || scaledHeight < 1 || scaledWidth < 1 || outputHeight < 1 || outputWidth < 1) {
            throw new IllegalArgumentException(
                    "An image of " + height + "x" + width + " scaled by " + scale + " to " + scaledHeight + "x"
                            + scaledWidth + " has no pixels left; its shape is too extreme for this resize mode");
        }
        if ((long) outputHeight * outputWidth > Images.MAX_PIXELS) {
            throw tooLarge(height + "x" + width, outputHeight + "x" + outputWidth);
        }
    }

    /** Creates a geometry with Matterport's interpolation. */
    public ResizeGeometry(
            int height,
            int width,
            double scale,
            int scaledHeight,
            int scaledWidth,
            int outputHeight,
            int outputWidth,
            int top,
            int left) {
        this(height, width, scale, scaledHeight, scaledWidth, outputHeight, outputWidth, top, left, Resampling.CUT_OFF);
    }

    static int scaled(int side, double scale) {
        return whole(side, Math.rint(side * scale));
    }

    private static int whole(int side, double scaled) {
        if (scaled > MAX_SIDE) {
            throw tooLarge("a side of " + side, "one of " + scaled);
        }
        return (int) scaled;
    }

    private static IllegalArgumentException tooLarge(String original, String resized) {
        return new IllegalArgumentException("An image of " + original + " would become " + resized + ", more than "
                + Images.MAX_PIXELS + " pixels; its shape is too extreme for this resize mode");
    }

    public static ResizeGeometry padded(int height, int width, double scale, int outputHeight, int outputWidth) {
        int scaledHeight = scaled(height, scale);
        int scaledWidth = scaled(width, scale);
        return new ResizeGeometry(
                height,
                width,
                scale,
                scaledHeight,
                scaledWidth,
                outputHeight,
                outputWidth,
                (outputHeight - scaledHeight) / 2,
                (outputWidth - scaledWidth) / 2);
    }

    /**
     * Returns a geometry that scales to these sides, not yet rounded, and pads at the bottom and on the right to multiples of a
     * number.
     */
    static ResizeGeometry paddedEnd(int height, int width, double[] sides, int multiple, Resampling resampling) {
        int scaledHeight = whole(height, resampling.rounded(sides[0]));
        int scaledWidth = whole(width, resampling.rounded(sides[1]));
        return new ResizeGeometry(
                height,
                width,
                sides[0] / height,
                scaledHeight,
                scaledWidth,
                (scaledHeight + multiple - 1) / multiple * multiple,
                (scaledWidth + multiple - 1) / multiple * multiple,
                0,
                0,
                resampling);
    }

    static ResizeGeometry cropped(int height, int width, double scale, int cropTop, int cropLeft, int side) {
        return new ResizeGeometry(
                height, width, scale, scaled(height, scale), scaled(width, scale), side, side, -cropTop, -cropLeft);
    }

    /** Returns the part of the result that contains the image: int[4] y1, x1, y2, x2 in pixels, y2 and x2 exclusive. */
    public int[] window() {
        return new int[] {
            Math.max(0, top),
            Math.max(0, left),
            Math.min(outputHeight, top + scaledHeight),
            Math.min(outputWidth, left + scaledWidth)
        };
    }

    /** Returns the numbers of rows and columns of zeros around the image: int[4] top, bottom, left, right. */
    public int[] padding() {
        int[] window = window();
        return new int[] {window[0], outputHeight - window[2], window[1], outputWidth - window[3]};
    }

    /** Returns the part of the scaled image that is kept: int[4] y, x, height, width. */
    public int[] crop() {
        int[] window = window();
        return new int[] {Math.max(0, -top), Math.max(0, -left), window[2] - window[0], window[3] - window[1]};
    }

    /**
     * Maps a box from the network's input to the image.
     *
     * @param normalized float[4], see {@link org.mrcnn.data.internal.geometry.Boxes#normalize}
     * @return float[4] in pixels of the image, with fractions, clipped to its edges
     */
    public float[] imageBox(float[] normalized) {
        double scaleY = (double) scaledHeight / height;
        double scaleX = (double) scaledWidth / width;
        float[] box = new float[4];
        for (int k = 0; k < 4; k++) {
            boolean y = k % 2 == 0;
            double inInput = normalized[k] * ((y ? outputHeight : outputWidth) - 1.0) + (k < 2 ? 0 : 1);
            double inImage = (inInput - (y ? top : left)) / (y ? scaleY : scaleX);
            box[k] = (float) Math.max(0, Math.min(y ? height : width, inImage));
        }
        return box;
    }

    /** Resizes an image of the original size. */
    public Image resizeImage(Image image) {
        requireSize(image.height(), image.width());
        Image result = Image.black(outputHeight, outputWidth, image.channels());
        if (scaledHeight == height && scaledWidth == width) {
            copy(image, result);
        } else if (resampling == Resampling.ANTIALIASED || resampling == Resampling.FIXED_POINT) {
            int[] size = {scaledHeight, scaledWidth};
            byte[] scaled = resampling.resize(image.pixels(), new int[] {height, width}, image.channels(), size);
            int row = scaledWidth * image.channels();
            for (int y = 0; y < scaledHeight; y++) {
                System.arraycopy(scaled, y * row, result.pixels(), y * outputWidth * image.channels(), row);
            }
        } else {
            int start = (window()[0] * outputWidth + window()[1]) * image.channels();
            int stride = outputWidth * image.channels();
            float rounding = resampling == Resampling.CUT_OFF ? 0 : 0.5f;
            Bilinear.resize(image, this, (y, values) -> cutOff(values, rounding, result.pixels(), start + y * stride));
        }
        return result;
    }

    /** Resizes an image of the original size, with its fractions if they are kept. */
    public ResizedImage resized(Image image) {
        return new ResizedImage(
                resizeImage(image), this, resampling == Resampling.FRACTIONS ? scaledFloats(image) : null);
    }

    /**
     * Returns the scaled part of {@link #resizeImage} with its fractions, neither padded nor cropped.
     *
     * @return float[scaledHeight * scaledWidth * channels], 0 to 255
     */
    public float[] scaledFloats(Image image) {
        requireSize(image.height(), image.width());
        int row = scaledWidth * image.channels();
        float[] scaled = new float[scaledHeight * row];
        ResizeGeometry whole = new ResizeGeometry(
                height, width, scale, scaledHeight, scaledWidth, scaledHeight, scaledWidth, 0, 0, resampling);
        Bilinear.resize(image, whole, (y, values) -> System.arraycopy(values, 0, scaled, y * row, row));
        return scaled;
    }

    /**
     * Resizes a mask of the original size with nearest-neighbour sampling, so that masks without a common pixel still have
     * none.
     *
     * @param mask byte[height * width], row-major, 0 or 1
     * @return the tight box of the remaining pixels, with these pixels; empty if none remain
     */
    public MaskCrop resizeMask(byte[] mask) {
        if (mask.length != height * width) {
            throw new IllegalArgumentException("Expected a mask of " + height + "x" + width + " = " + height * width
                    + " pixels, found " + mask.length);
        }
        return resizeMask(MaskCrop.of(mask, height, width));
    }

    /**
     * Like {@link #resizeMask(byte[])}, for a mask that is already cropped.
     *
     * @param source in pixels of the original image
     */
    public MaskCrop resizeMask(MaskCrop source) {
        if (source.y1() < 0 || source.x1() < 0 || source.y2() > height || source.x2() > width) {
            throw new IllegalArgumentException("This resize is for " + height + "x" + width
                    + " pixels, found a mask at rows " + source.y1() + ".." + source.y2() + " and columns "
                    + source.x1() + ".." + source.x2());
        }
        int[] window = window();
        int[] rows = sources(window[0], window[2], top, height, scaledHeight);
        int[] columns = sources(window[1], window[3], left, width, scaledWidth);
        int y1 = firstAtLeast(rows, source.y1());
        int y2 = firstAtLeast(rows, source.y2());
        int x1 = firstAtLeast(columns, source.x1());
        int x2 = firstAtLeast(columns, source.x2());
        byte[] pixels = new byte[(y2 - y1) * (x2 - x1)];
        for (int y = y1, out = 0; y < y2; y++) {
            int row = (rows[y] - source.y1()) * source.width() - source.x1();
            for (int x = x1; x < x2; x++) {
                pixels[out++] = source.pixels()[row + columns[x]];
            }
        }
        return MaskCrop.of(pixels, y2 - y1, x2 - x1).shifted(window[0] + y1, window[1] + x1);
    }

    /** Returns the source row of each output row from..to, ascending. */
    private static int[] sources(int from, int to, int shift, int size, int scaled) {
        int[] result = new int[to - from];
        for (int i = 0; i < result.length; i++) {
            result[i] = (int) ((2L * (from + i - shift) + 1) * size / (2L * scaled));
        }
        return result;
    }

    private static int firstAtLeast(int[] increasing, int value) {
        int low = 0;
        int high = increasing.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (increasing[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void copy(Image from, Image to) {
        int[] window = window();
        int channels = from.channels();
        int length = (window[3] - window[1]) * channels;
        for (int y = window[0]; y < window[2]; y++) {
            int source = ((y - top) * width + window[1] - left) * channels;
            System.arraycopy(from.pixels(), source, to.pixels(), (y * outputWidth + window[1]) * channels, length);
        }
    }

    /** Truncates fractions like the cast to uint8 in the reference. */
    private static void cutOff(float[] values, float rounding, byte[] to, int offset) {
        for (int i = 0; i < values.length; i++) {
            to[offset + i] = (byte) (int) (values[i] + rounding);
        }
    }

    private void requireSize(int h, int w) {
        if (h != height || w != width) {
            throw new IllegalArgumentException(
                    "This resize is for " + height + "x" + width + " pixels, found an image of " + h + "x" + w);
        }
    }
}
