// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The lossless compressions of TIFF files. */
final class TiffCompression {

    static final int NONE = 1;
    private static final int LZW = 5;
    private static final int DEFLATE = 8;
    private static final int OLD_DEFLATE = 32946;
    private static final int PACK_BITS = 32773;
    private static final int SMALL = 1024;

    private TiffCompression() {}

    static boolean isKnown(long compression) {
        return compression == NONE
                || compression == LZW
                || compression == DEFLATE
                || compression == OLD_DEFLATE
                || compression == PACK_BITS;
    }

    /** Bytes that one byte becomes at most: a pair of PackBits 128; a bit of Deflate 129; 12 bits of LZW a table's length. */
    static int densest(long compression) {
        return switch ((int) compression) {
            case NONE -> 1;
            case PACK_BITS -> 64;
            case LZW -> 2731;
            default -> 1032;
        };
    }

    /** Bytes that so many become at most when they are compressed; what a strip or tile has beyond them is not read. */
    static long most(long compression, long size) {
        return compression == NONE ? size : 2 * size + SMALL;
    }

    /**
     * Unpacks a strip or tile.
     *
     * @param size bytes of the result
     * @throws IOException if the content ends early or is damaged
     */
    static byte[] unpack(long compression, ByteBuffer packed, int size) throws IOException {
        return switch ((int) compression) {
            case NONE -> plain(packed, size);
            case LZW -> new TiffLzw(packed, size).unpack();
            case PACK_BITS -> packBits(packed, size);
            default -> inflate(packed, size);
        };
    }

    private static byte[] plain(ByteBuffer packed, int size) throws IOException {
        if (packed.remaining() < size) {
            throw new EOFException("expected " + size + " bytes, found " + packed.remaining());
        }
        byte[] out = new byte[size];
        packed.get(out);
        return out;
    }

    private static byte[] inflate(ByteBuffer packed, int size) throws IOException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            byte[] out = new byte[size];
            int done = 0;
            while (done < size) {
                int more = inflater.inflate(out, done, size - done);
                if (more == 0) {
                    throw early(size, done);
                }
                done += more;
            }
            return out;
        } catch (DataFormatException e) {
            throw new IOException("damaged Deflate data: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    private static byte[] packBits(ByteBuffer packed, int size) throws IOException {
        byte[] out = new byte[size];
        int done = 0;
        while (done < size) {
            int head = packed.hasRemaining() ? packed.get() : Byte.MIN_VALUE;
            int needed = head >= 0 ? head + 1 : 1;
            if (packed.remaining() < needed) {
                throw early(size, done);
            }
            if (head >= 0) {
                int length = Math.min(head + 1, size - done);
                packed.get(out, done, length);
                done += length;
            } else if (head != Byte.MIN_VALUE) {
                byte repeated = packed.get();
                for (int end = Math.min(size, done + 1 - head); done < end; done++) {
                    out[done] = repeated;
                }
            }
        }
        return out;
    }

    static EOFException early(int size, int done) {
        return new EOFException("expected " + size + " bytes, found " + done);
    }
}
