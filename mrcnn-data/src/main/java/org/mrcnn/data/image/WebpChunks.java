// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Walks the chunks of a WebP file (RFC 9649). */
final class WebpChunks {

    private static final int FIRST = 12;
    private static final int ANIMATED = 0x02;
    private static final int EXIF = 0x08;
    private static final int PROFILE = 0x20;
    private static final byte[] EXIF_PREFIX = {'E', 'x', 'i', 'f', 0, 0};

    private WebpChunks() {}

    /** Returns whether the bytes begin like a WebP file. */
    static boolean isWebp(byte[] file) {
        return file.length >= FIRST
                && name(file, 0).equals("RIFF")
                && name(file, 8).equals("WEBP");
    }

    /** Returns why the file is rejected, because it is not a single image; null if it is. */
    static String refusal(byte[] file) {
        if ((flags(file) & ANIMATED) != 0) {
            return "animated WebP";
        }
        return chunk(file, "VP8L") >= 0 || isLossy(file) ? null : "WebP without an image";
    }

    /** Returns whether the image has lossy compression. */
    static boolean isLossy(byte[] file) {
        return chunk(file, "VP8 ") >= 0;
    }

    /** Returns whether the file has all the bytes that its header declares. */
    static boolean isComplete(byte[] file) {
        return size(file, 4) + 8 <= file.length;
    }

    /**
     * Returns a copy of the file without the flag of its colour profile, so that decoders do not apply it; the file itself if
     * it has none.
     */
    static byte[] withoutProfile(byte[] file) {
        if ((flags(file) & PROFILE) == 0) {
            return file;
        }
        byte[] plain = file.clone();
        plain[FIRST + 8] = (byte) (plain[FIRST + 8] & ~PROFILE);
        return plain;
    }

    /** Returns the offset of the TIFF structure of the Exif chunk; -1 if these bytes have none. */
    static int exifOffset(byte[] file) {
        int at = chunk(file, "EXIF");
        if (at < 0) {
            return -1;
        }
        int end = Math.min(file.length, at + EXIF_PREFIX.length);
        return Arrays.equals(file, at, end, EXIF_PREFIX, 0, EXIF_PREFIX.length) ? end : at;
    }

    /** Returns whether the Exif chunk, which follows the image, is beyond these first bytes of a file. */
    static boolean exifFollows(byte[] head) {
        return isWebp(head) && (flags(head) & EXIF) != 0 && chunk(head, "EXIF") < 0;
    }

    private static int flags(byte[] file) {
        return file.length > FIRST + 8 && name(file, FIRST).equals("VP8X") ? file[FIRST + 8] : 0;
    }

    /** Returns the start of the content of the first chunk with this name, or -1. */
    private static int chunk(byte[] file, String name) {
        long at = FIRST;
        while (at + 8 <= file.length) {
            if (name(file, (int) at).equals(name)) {
                return (int) at + 8;
            }
            long size = size(file, (int) at + 4);
            at += 8 + size + size % 2;
        }
        return -1;
    }

    private static long size(byte[] file, int at) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(at) & 0xffffffffL;
    }

    private static String name(byte[] file, int at) {
        return new String(file, at, 4, StandardCharsets.ISO_8859_1);
    }
}
