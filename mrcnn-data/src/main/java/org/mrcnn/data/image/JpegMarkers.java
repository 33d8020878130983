// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

/**
 * Walks the segments of a JPEG file. ImageIO fills the missing part of a truncated file with grey and only issues a warning,
 * therefore this class looks for the end-of-image marker.
 */
final class JpegMarkers {

    private static final int START_OF_IMAGE = 0xd8;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int APP1 = 0xe1;
    private static final int FIRST_RESTART = 0xd0;

    private JpegMarkers() {}

    /** Returns whether the bytes begin like a JPEG file. */
    static boolean isJpeg(byte[] file) {
        return file.length >= 3 && at(file, 0) == 0xff && at(file, 1) == START_OF_IMAGE && at(file, 2) == 0xff;
    }

    /** Returns whether the image ends with its end-of-image marker; bytes after it are ignored. */
    static boolean isComplete(byte[] file) {
        int i = 2;
        while (i + 1 < file.length) {
            if (at(file, i) != 0xff) {
                i++; // entropy-coded data, or stray bytes between segments
                continue;
            }
            int marker = at(file, i + 1);
            if (marker == END_OF_IMAGE) {
                return true;
            }
            i += hasLength(marker) ? 2 + length(file, i + 2) : marker == 0xff ? 1 : 2;
        }
        return false;
    }

    /** Returns the offset of the TIFF structure in the Exif segment; -1 if there is none before the first scan. */
    static int exifOffset(byte[] file) {
        int i = 2;
        while (i + 10 < file.length && at(file, i) == 0xff) {
            int marker = at(file, i + 1);
            if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
                return -1;
            }
            if (marker == APP1
                    && file[i + 4] == 'E'
                    && file[i + 5] == 'x'
                    && file[i + 6] == 'i'
                    && file[i + 7] == 'f') {
                return i + 10;
            }
            i += hasLength(marker) ? 2 + length(file, i + 2) : marker == 0xff ? 1 : 2;
        }
        return -1;
    }

    /** Returns whether a length follows a marker. Stuffed zeros, restarts, the two image markers and TEM have none. */
    private static boolean hasLength(int marker) {
        return marker > 0x01 && marker != 0xff && !(marker >= FIRST_RESTART && marker <= END_OF_IMAGE);
    }

    /**
     * Returns the length of a segment, at least the two bytes of the length itself, so that a damaged length does not stop the
     * walk.
     */
    private static int length(byte[] file, int i) {
        return i + 1 < file.length ? Math.max(2, at(file, i) << 8 | at(file, i + 1)) : 2;
    }

    private static int at(byte[] file, int i) {
        return file[i] & 0xff;
    }
}
