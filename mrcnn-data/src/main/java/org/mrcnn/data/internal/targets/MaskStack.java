// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * The masks of the objects of one image, [height, width, count] with the object innermost, like Matterport's {@code
 * input_gt_masks}. Values are read in place when requested, also from native memory.
 */
public final class MaskStack {
    private final Reader reader;
    private final int height;
    private final int width;
    private final int count;
    private final int imageHeight;
    private final int imageWidth;

    private MaskStack(Reader reader, int height, int width, int count) {
        this(reader, height, width, count, new int[] {height, width});
    }

    private MaskStack(Reader reader, int height, int width, int count, int[] imageSize) {
        this.reader = reader;
        this.height = height;
        this.width = width;
        this.count = count;
        imageHeight = imageSize[0];
        imageWidth = imageSize[1];
    }

    /** Returns these masks with padding from this row and column on. */
    public MaskStack paddedFrom(int row, int column) {
        if (row < 1 || row > height || column < 1 || column > width) {
            throw new IllegalArgumentException("an image of " + row + " x " + column
                    + " pixels cannot be that of masks of " + height + " x " + width);
        }
        return new MaskStack(reader, height, width, count, new int[] {row, column});
    }

    /** Returns the number of rows of each mask that are not padding. */
    public int imageHeight() {
        return imageHeight;
    }

    /** Returns the number of columns of each mask that are not padding. */
    public int imageWidth() {
        return imageWidth;
    }

    /**
     * Reads masks from a float buffer.
     *
     * @param values 0 and 1
     * @param offset index of the first value of this image in the buffer
     */
    public static MaskStack of(FloatBuffer values, int offset, int height, int width, int count) {
        requireRoom(values.limit(), offset, height, width, count);
        return new MaskStack(index -> values.get(offset + index), height, width, count);
    }

    /** Reads masks from a byte buffer ({@code ByteBuffer.wrap} for an array), in which any value except 0 counts as 1. */
    public static MaskStack of(ByteBuffer values, int offset, int height, int width, int count) {
        requireRoom(values.limit(), offset, height, width, count);
        return new MaskStack(index -> values.get(offset + index) == 0 ? 0f : 1f, height, width, count);
    }

    /** Returns the number of rows of each mask. */
    public int height() {
        return height;
    }

    /** Returns the number of columns of each mask. */
    public int width() {
        return width;
    }

    /** Returns the number of masks. */
    public int count() {
        return count;
    }

    /** Returns a pixel of a mask, 0 or 1. */
    public float at(int y, int x, int index) {
        return reader.value((y * width + x) * count + index);
    }

    private static void requireRoom(int limit, int offset, int height, int width, int count) {
        long end = offset + (long) height * width * count;
        if (height < 1 || width < 1 || count < 0 || offset < 0 || end > limit) {
            throw new IllegalArgumentException("a mask stack of " + height + " x " + width + " x " + count
                    + " at offset " + offset + " needs a buffer of " + end + " values, found " + limit);
        }
    }

    private interface Reader {
        float value(int index);
    }
}
