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

    /**
     * Returns the maximum number of bytes that one byte decodes to: with PackBits two bytes to 128, with Deflate two bits to
     * 258, with LZW 12 bits to the length of a table.
     */
    static int densest(long compression) {
        return switch ((int) compression) {
            case NONE -> 1;
            case PACK_BITS -> 64;
            case LZW -> 2731;
            default -> 1032;
        };
    }

    /** Returns the maximum compressed size for this size; what a strip or tile has beyond it is not read. */
    static long most(long compression, long size) {
        return compression == NONE ? size : 2 * size + SMALL;
    }

    /**
     * Decompresses a strip or tile.
     *
     * @param size size of the result in bytes
     * @throws IOException if the content is truncated or damaged
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
