// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.mrcnn.interop.internal.bytes.Bytes;

/** Bytes that Python 3 wrote as a text for Python 2: each byte is a character of Latin-1, encoded as UTF-8. */
final class Latin1Bytes implements Bytes {

    private static final int BLOCK = 1 << 13;

    private final Bytes utf8;
    private final long size;
    /** Index of the next decoded byte if reading continues where it ended; {@code nextPlace} is its offset in the file. */
    private long nextByte;

    private long nextPlace;

    private Latin1Bytes(Bytes utf8) throws IOException {
        this.utf8 = utf8;
        size = transfer(0, null, Long.MAX_VALUE);
        nextPlace = 0;
    }

    /** Returns the bytes of a text in a file. */
    static Bytes of(Bytes utf8) {
        try {
            return new Latin1Bytes(utf8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Returns the bytes of a text in memory. */
    static Bytes of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return new Bytes() {
            @Override
            public String name() {
                return "data of an array";
            }

            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void read(long at, ByteBuffer into) {
                requireWithin(at, into.remaining());
                into.put(bytes, (int) at, into.remaining());
            }
        };
    }

    @Override
    public String name() {
        return utf8.name();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long at, ByteBuffer into) throws IOException {
        requireWithin(at, into.remaining());
        if (at < nextByte) {
            nextByte = 0;
            nextPlace = 0;
        }
        long skipped = at - nextByte;
        long count = into.remaining();
        transfer(skipped, into, skipped + count);
        nextByte = at + count;
    }

    /**
     * Decodes from {@code nextPlace} on.
     *
     * @param skipped number of bytes to discard first
     * @param into receives the remaining bytes; null to only count them
     * @param most maximum number of bytes to decode, including the discarded ones
     * @return number of decoded bytes
     */
    private long transfer(long skipped, ByteBuffer into, long most) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK).limit(0);
        long place = nextPlace;
        long done = 0;
        int first = -1;
        while (done < most && (block.hasRemaining() || place < utf8.size())) {
            if (!block.hasRemaining()) {
                block.clear().limit((int) Math.min(BLOCK, utf8.size() - place));
                utf8.read(place, block);
                place += block.position();
                block.flip();
            }
            int b = block.get() & 0xff;
            if (first < 0 && b >= 0x80) {
                first = lead(b);
                continue;
            }
            if (done >= skipped && into != null) {
                into.put((byte) (first < 0 ? b : ((first & 3) << 6) | (b & 0x3f)));
            }
            first = -1;
            done++;
        }
        nextPlace = place - block.remaining();
        return done;
    }

    /** Checks the first UTF-8 byte of a character beyond ASCII. */
    private int lead(int b) {
        if (b != 0xc2 && b != 0xc3) {
            throw new IllegalArgumentException("expected data as a text of Latin-1, found other characters");
        }
        return b;
    }
}
