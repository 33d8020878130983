// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * LZW of TIFF files: codes of 9 to 12 bits, highest bit first, growing one code early (TIFF 6.0, section 13). For single use.
 */
final class TiffLzw {

    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int MIN_BITS = 9;
    private static final int MAX_BITS = 12;

    private final ByteBuffer packed;
    private final byte[] out;
    /** Start of each table entry, which is a part of the output. */
    private final int[] starts = new int[1 << MAX_BITS];

    private final int[] lengths = new int[1 << MAX_BITS];
    private int next = END + 1;
    private int bits = MIN_BITS;
    private int done;
    private int window;
    private int available;

    /** @param size size of the result in bytes */
    TiffLzw(ByteBuffer packed, int size) {
        this.packed = packed;
        out = new byte[size];
    }

    byte[] unpack() throws IOException {
        int before = -1; // start in the output of the entry before the next one
        while (done < out.length) {
            int code = code();
            if (code == CLEAR) {
                next = END + 1;
                bits = MIN_BITS;
                before = -1;
                continue;
            }
            if (code == END) {
                throw TiffCompression.early(out.length, done);
            }
            if (code > next || (code == next && before < 0)) {
                throw new IOException("damaged LZW data: code " + code + " of " + next);
            }
            if (before >= 0 && next < 1 << MAX_BITS) { // the previous entry and the byte that follows it
                starts[next] = before;
                lengths[next] = done - before + 1;
                next++;
            }
            before = done;
            write(code);
            if (bits < MAX_BITS && next >= (1 << bits) - 1) {
                bits++;
            }
        }
        return out;
    }

    private void write(int code) {
        if (code < CLEAR) {
            out[done++] = (byte) code;
            return;
        }
        int end = Math.min(out.length, done + lengths[code]);
        for (int from = starts[code]; done < end; from++) {
            out[done++] = out[from];
        }
    }

    private int code() throws IOException {
        while (available < bits) {
            if (!packed.hasRemaining()) {
                throw TiffCompression.early(out.length, done);
            }
            window = window << Byte.SIZE | (packed.get() & 0xff);
            available += Byte.SIZE;
        }
        available -= bits;
        return window >>> available & ((1 << bits) - 1);
    }
}
