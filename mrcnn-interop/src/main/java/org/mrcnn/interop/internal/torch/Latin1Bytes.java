// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.mrcnn.interop.internal.bytes.Bytes;

/** Bytes that Python 3 wrote as a text for Python 2: a character of Latin-1 each, in UTF-8. */
final class Latin1Bytes implements Bytes {

    private static final int BLOCK = 1 << 13;

    private final Bytes utf8;
    private final long size;
    /** Where the next byte is if reading continues where it ended. */
    private long nextByte;

    private long nextPlace;

    private Latin1Bytes(Bytes utf8) throws IOException {
        this.utf8 = utf8;
        size = transfer(0, null, Long.MAX_VALUE);
        nextPlace = 0;
    }

    /** The bytes of a text in a file. */
    static Bytes of(Bytes utf8) {
        try {
            return new Latin1Bytes(utf8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The bytes of a text. */
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
     * Decodes from the next place on.
     *
     * @param skipped bytes that are not wanted first
     * @param into takes the others; null to count them
     * @param most bytes to decode, the skipped ones among them
     * @return how many were decoded
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

    /** The first byte of a character beyond ASCII. */
    private int lead(int b) {
        if (b != 0xc2 && b != 0xc3) {
            throw new IllegalArgumentException("expected data as a text of Latin-1, found other characters");
        }
        return b;
    }
}
