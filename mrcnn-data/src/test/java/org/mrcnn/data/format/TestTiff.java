// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes uncompressed TIFF files, little-endian (TIFF 6.0).
 *
 * @param photometric 0 white is zero, 1 black is zero, 2 RGB
 * @param samples samples per pixel
 * @param bits bits per sample
 * @param format 1 unsigned, 2 signed, 3 floating point
 */
record TestTiff(int photometric, int samples, int bits, int format) {

    /** Returns a file with pages of equal size, whose rows are whole bytes. */
    byte[] write(int height, int width, byte[]... pages) {
        int extra = samples > 3 ? samples - 3 : 0;
        int entries = extra > 0 ? 11 : 10;
        int directory = 2 + 12 * entries + 4;
        int bitsPlace = 8 + pages.length * directory;
        int extraPlace = bitsPlace + 16;
        int data = extraPlace + 16;
        ByteBuffer out = ByteBuffer.allocate(data + pages.length * pages[0].length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {'I', 'I', 42, 0})
                .putInt(8);
        for (int page = 0; page < pages.length; page++) {
            out.putShort((short) entries);
            entry(out, 256, 4, 1, width);
            entry(out, 257, 4, 1, height);
            entry(out, 258, 3, samples, samples > 2 ? bitsPlace : samples == 2 ? bits << 16 | bits : bits);
            entry(out, 259, 3, 1, 1);
            entry(out, 262, 3, 1, photometric);
            entry(out, 273, 4, 1, data + page * pages[0].length);
            entry(out, 277, 3, 1, samples);
            entry(out, 278, 4, 1, height);
            entry(out, 279, 4, 1, pages[0].length);
            if (extra > 0) {
                entry(out, 338, 3, samples - 1, extraPlace);
            }
            entry(out, 339, 3, 1, format);
            out.putInt(page + 1 < pages.length ? 8 + (page + 1) * directory : 0);
        }
        for (int i = 0; i < 8; i++) {
            out.putShort((short) bits);
        }
        out.position(data);
        for (byte[] page : pages) {
            out.put(page);
        }
        return out.array();
    }

    private static void entry(ByteBuffer out, int tag, int type, int count, int value) {
        out.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }
}
