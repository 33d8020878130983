// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Computes the minimum length of a file for the size in its header, so that a few damaged bytes are not accepted as a large
 * image, for which the reader would allocate memory first.
 */
final class LeastBytes {
    private static final long PNG_SIGNATURE = 0x89504e470d0a1a0aL;
    private static final int PNG_HEADER = 26;
    /** The maximum number of bytes that deflate (RFC 1951) produces from one byte. */
    private static final int DEFLATE_RATIO = 1032;

    private static final int BMP_HEADER = 34;
    /** A block of 8 x 8 pixels takes at least one bit: its code, which may be refined later. */
    private static final int JPEG_PIXELS_PER_BYTE = 8 * 64;

    private LeastBytes() {}

    /** Returns the minimum length in bytes of a file that begins like this; 0 if unknown. */
    static long of(byte[] head) {
        ByteBuffer bytes = ByteBuffer.wrap(head);
        if (head.length >= PNG_HEADER && bytes.getLong(0) == PNG_SIGNATURE) {
            return png(bytes);
        }
        if (head.length >= BMP_HEADER && head[0] == 'B' && head[1] == 'M') {
            return bmp(bytes.order(ByteOrder.LITTLE_ENDIAN));
        }
        return JpegMarkers.isJpeg(head) ? jpeg(bytes) : 0;
    }

    /** Rows of a filter byte and pixels, deflated (PNG specification, 11.2.2). */
    private static long png(ByteBuffer bytes) {
        long width = bytes.getInt(16);
        long height = bytes.getInt(20);
        int channels =
                switch (bytes.get(25)) {
                    case 2 -> 3;
                    case 4 -> 2;
                    case 6 -> 4;
                    default -> 1;
                };
        long row = 1 + (width * channels * Math.max(1, bytes.get(24)) + 7) / 8;
        return width < 1 || height < 1 ? 0 : row * height / DEFLATE_RATIO;
    }

    /** Rows of whole 32-bit words if the file is not compressed (BITMAPINFOHEADER). */
    private static long bmp(ByteBuffer bytes) {
        long width = bytes.getInt(18);
        long height = Math.abs((long) bytes.getInt(22));
        boolean compressed = bytes.getInt(30) != 0;
        return compressed || width < 1 ? 0 : (width * Math.max(0, bytes.getShort(28)) + 31) / 32 * 4 * height;
    }

    /** From the frame header (ITU-T T.81, B.2.2), which follows other segments. */
    private static long jpeg(ByteBuffer bytes) {
        int at = 2;
        while (at + 9 <= bytes.limit() && (bytes.get(at) & 0xff) == 0xff) {
            int marker = bytes.get(at + 1) & 0xff;
            boolean frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
            if (frame) {
                long height = bytes.getShort(at + 5) & 0xffff;
                return height * (bytes.getShort(at + 7) & 0xffff) / JPEG_PIXELS_PER_BYTE;
            }
            at += 2 + (bytes.getShort(at + 2) & 0xffff);
        }
        return 0;
    }
}
