// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.pickle;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.bytes.Bytes;

/** Reads the arguments of a pickle's operations sequentially. */
final class PickleInput {

    /** Maximum length of a text in memory; longer texts stay in the file. */
    private static final int MAX_TEXT = 1 << 16;

    private static final int NEWEST_PROTOCOL = 5;
    private static final int MAX_DIGITS = 1000;
    private static final int BLOCK = 1 << 13;

    private final Bytes bytes;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK).limit(0).order(ByteOrder.LITTLE_ENDIAN);
    private long blockEnd;

    PickleInput(Bytes bytes, long from) {
        this.bytes = bytes;
        blockEnd = from;
    }

    /** Returns the offset of the next byte. */
    long position() {
        return blockEnd - block.remaining();
    }

    /** Returns the file or entry that contains the bytes, for messages. */
    String name() {
        return bytes.name();
    }

    WeightFileException fault(String what) {
        return new WeightFileException(bytes.name() + ": damaged pickle before byte " + position() + ": " + what);
    }

    int unsigned8() throws IOException {
        need(1);
        return block.get() & 0xff;
    }

    int unsigned16() throws IOException {
        need(Short.BYTES);
        return block.getShort() & 0xffff;
    }

    int signed32() throws IOException {
        need(Integer.BYTES);
        return block.getInt();
    }

    long unsigned32() throws IOException {
        return signed32() & 0xffffffffL;
    }

    /** Reads a length of 8 bytes. Whether it exceeds the file is checked where it is used. */
    long length64() throws IOException {
        need(Long.BYTES);
        return block.getLong();
    }

    double bigEndianDouble() throws IOException {
        need(Double.BYTES);
        return Double.longBitsToDouble(Long.reverseBytes(block.getLong()));
    }

    private void need(int count) throws IOException {
        if (block.remaining() < count) {
            long at = position();
            bytes.requireWithin(at, count);
            block.clear().limit((int) Math.min(BLOCK, bytes.size() - at));
            bytes.read(at, block);
            block.flip();
            blockEnd = at + block.limit();
        }
    }

    /** Skips the next bytes and returns them without reading them. */
    Bytes skip(long length) {
        long at = position();
        Bytes skipped = bytes.slice(at, length);
        if (length <= block.remaining()) {
            block.position(block.position() + (int) length);
        } else {
            block.position(0).limit(0);
            blockEnd = at + length;
        }
        return skipped;
    }

    /** Returns the next bytes as a text, or, if they are too many, without reading them. */
    Object text(long length) throws IOException {
        return length > MAX_TEXT ? new LongText(skip(length)) : decoded(length, StandardCharsets.UTF_8);
    }

    /** Returns the next bytes, a string of Python 2, which contains a name or data. */
    Object string(long length) throws IOException {
        return length > MAX_TEXT ? skip(length) : decoded(length, StandardCharsets.ISO_8859_1);
    }

    private String decoded(long length, Charset charset) throws IOException {
        Bytes of = skip(length);
        byte[] read = new byte[(int) length];
        of.read(0, ByteBuffer.wrap(read));
        return new String(read, charset);
    }

    /** Reads a number of this many bytes in two's complement, little-endian. */
    Object longInteger(long length) throws IOException {
        if (length < 0 || length > Long.BYTES) {
            return skip(length);
        }
        long value = 0;
        int shift = 0;
        for (long i = 0; i < length; i++, shift += Byte.SIZE) {
            value |= (long) unsigned8() << shift;
        }
        int unused = Long.SIZE - shift;
        return length == 0 ? 0 : value << unused >> unused;
    }

    /** Reads the protocol and checks that its operations are supported. */
    void protocol() throws IOException {
        int protocol = unsigned8();
        if (protocol > NEWEST_PROTOCOL) {
            throw fault("expected a protocol up to " + NEWEST_PROTOCOL + ", found " + protocol);
        }
    }

    /** Reads the text up to the end of the line. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = unsigned8(); c != '\n'; c = unsigned8()) {
            if (line.length() == MAX_TEXT) {
                throw fault("a line of more than " + MAX_TEXT + " bytes");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    /** Reads a decimal number. Python 2 appends an L to longs; 00 and 01 are False and True. */
    Object decimal() throws IOException {
        String line = line();
        if (line.equals("00") || line.equals("01")) {
            return line.equals("01");
        }
        String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
        try {
            BigInteger value = new BigInteger(digits.length() > MAX_DIGITS ? "" : digits);
            return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
        } catch (NumberFormatException e) {
            throw fault("expected a whole number, found \"" + line.substring(0, Math.min(20, line.length())) + "\"");
        }
    }

    double decimalFraction() throws IOException {
        String line = line();
        try {
            return Double.parseDouble(line.length() > MAX_DIGITS ? "" : line);
        } catch (NumberFormatException e) {
            throw fault("expected a number, found \"" + line.substring(0, Math.min(20, line.length())) + "\"");
        }
    }
}
