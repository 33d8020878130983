// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The orientation that a camera stores in addition to the pixels: Exif tag 0x0112, values 1 to 8, in JPEG, PNG and TIFF. A
 * missing or damaged tag counts as 1 (as stored): it must not make an image unusable.
 */
final class ExifOrientation {

    static final int AS_STORED = 1;

    private static final int TAG = 0x0112;
    /** Replaces 42 in the header of a TIFF file with 64-bit offsets. */
    private static final int BIG_TIFF = 43;
    /** The type of the tag's value. */
    static final int SHORT = 3;

    private ExifOrientation() {}

    static int of(byte[] file) {
        int start = -1;
        if (JpegMarkers.isJpeg(file)) {
            start = JpegMarkers.exifOffset(file);
        } else if (isPng(file)) {
            start = pngExifOffset(file);
        } else if (WebpChunks.isWebp(file)) {
            start = WebpChunks.exifOffset(file);
        } else if (isTiff(file, 0)) {
            start = 0;
        }
        return start < 0 || !isTiff(file, start) ? AS_STORED : fromTiff(file, start);
    }

    /** Returns whether height and width are swapped. */
    static boolean swapsSides(int orientation) {
        return orientation >= 5;
    }

    // Rows of the stored image run backwards in 3, 4, 7, 8 and columns in 2, 3, 6, 7 (Exif 2.3, 4.6.4).

    static boolean reversesRows(int orientation) {
        return orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    }

    static boolean reversesColumns(int orientation) {
        return orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    }

    /** Returns the image as a viewer displays it. */
    static Image apply(Image stored, int orientation) {
        if (orientation == AS_STORED) {
            return stored;
        }
        boolean swap = swapsSides(orientation);
        int height = swap ? stored.width() : stored.height();
        int width = swap ? stored.height() : stored.width();
        int channels = stored.channels();
        byte[] from = stored.pixels();
        byte[] to = new byte[from.length];
        for (int y = 0, out = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int in = stored(orientation, stored.height(), stored.width(), y, x) * channels;
                for (int c = 0; c < channels; c++) {
                    to[out++] = from[in + c];
                }
            }
        }
        return new Image(height, width, channels, to);
    }

    /**
     * Returns the index of the stored pixel, row by row, in an image of this many stored rows and columns, that is displayed in
     * row y and column x.
     */
    static int stored(int orientation, int height, int width, int y, int x) {
        boolean flipY = reversesRows(orientation);
        boolean flipX = reversesColumns(orientation);
        int row = swapsSides(orientation) ? x : y;
        int column = swapsSides(orientation) ? y : x;
        return (flipY ? height - 1 - row : row) * width + (flipX ? width - 1 - column : column);
    }

    private static int fromTiff(byte[] file, int start) {
        ByteBuffer buffer = ByteBuffer.wrap(file, start, file.length - start)
                .slice()
                .order(file[start] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        boolean big = buffer.getShort(2) == BIG_TIFF;
        long directory = big ? buffer.getLong(8) : buffer.getInt(4) & 0xffffffffL;
        int head = big ? 8 : 2;
        if (directory < 0 || directory > buffer.limit() - head) {
            return AS_STORED;
        }
        long entries = big ? buffer.getLong((int) directory) : buffer.getShort((int) directory) & 0xffff;
        int length = big ? 20 : 12;
        for (long at = directory + head, i = 0; i < entries && at + length <= buffer.limit(); at += length, i++) {
            int tag = buffer.getShort((int) at) & 0xffff;
            if (tag == TAG && buffer.getShort((int) at + 2) == SHORT) {
                int value = buffer.getShort((int) at + length - (big ? 8 : 4)) & 0xffff;
                return value >= 1 && value <= 8 ? value : AS_STORED;
            }
        }
        return AS_STORED;
    }

    private static boolean isTiff(byte[] file, int i) {
        if (i + 8 > file.length || file[i] != file[i + 1]) {
            return false;
        }
        int low = file[i] == 'I' ? file[i + 2] : file[i + 3];
        int high = file[i] == 'I' ? file[i + 3] : file[i + 2];
        boolean known = low == 42 || (low == BIG_TIFF && i + 16 <= file.length);
        return (file[i] == 'I' || file[i] == 'M') && high == 0 && known;
    }

    static boolean isPng(byte[] file) {
        return file.length > 8 && (file[0] & 0xff) == 0x89 && file[1] == 'P' && file[2] == 'N' && file[3] == 'G';
    }

    private static int pngExifOffset(byte[] file) {
        ByteBuffer buffer = ByteBuffer.wrap(file);
        long chunk = 8;
        while (chunk + 12 <= file.length) {
            int at = (int) chunk;
            if (file[at + 4] == 'e' && file[at + 5] == 'X' && file[at + 6] == 'I' && file[at + 7] == 'f') {
                return at + 8;
            }
            chunk += 12 + (buffer.getInt(at) & 0xffffffffL);
        }
        return -1;
    }
}
