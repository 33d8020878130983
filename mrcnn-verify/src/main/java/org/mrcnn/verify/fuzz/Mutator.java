// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages bytes, and the tokens of texts. The same random numbers produce the same damage. */
final class Mutator {
    private static final String[] VALUES = {
        "null",
        "true",
        "{}",
        "[]",
        "\"\"",
        "\"x\"",
        "0",
        "-1",
        "-0.0",
        "1e308",
        "1e999",
        "-1e-320",
        "NaN",
        ".inf",
        "0.5",
        "2147483647",
        "2147483648",
        "-2147483648",
        "4294967296",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551615",
        "65535",
        "1000000000",
        "123456789012345678901234567890",
        "[[]]",
        "[null]",
        "{\"a\":null}",
        "[[1,1,1,2,2,2]]",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"../../etc/passwd\"",
        "\"/dev/zero\"",
        "\"\u001b[2J\"",
        "*a",
        "&a",
        "!!int",
        "<a/>",
        "&x;",
        "</a>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        ",",
        ":",
        "\"",
        "\n",
        "\t",
        "  ",
        "---\n"
    };
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        2,
        7,
        8,
        0x7f,
        0x80,
        0xff,
        0x100,
        0x7fff,
        0x8000,
        0xffff,
        0x10000,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0xffffffffL,
        0x100000000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final int MAX_REPEATED = 4096;

    private final SplittableRandom random;

    Mutator(SplittableRandom random) {
        this.random = random;
    }

    /** Makes one to five changes, usually one. */
    byte[] mutated(byte[] file) {
        byte[] bytes = file.clone();
        do {
            bytes = once(bytes);
        } while (random.nextInt(3) == 0);
        return bytes;
    }

    private byte[] once(byte[] bytes) {
        if (bytes.length == 0) {
            return text(VALUES[random.nextInt(VALUES.length)]);
        }
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(10)) {
            case 0 -> flipped(bytes, at);
            case 1 -> numbered(bytes, at);
            case 2 -> Arrays.copyOf(bytes, at);
            case 3 -> replaced(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(32)), new byte[0]);
            case 4 -> repeated(bytes, at);
            case 5 -> replaced(bytes, at, at, text(VALUES[random.nextInt(VALUES.length)]));
            case 6 -> moved(bytes, at);
            default -> token(bytes, at);
        };
    }

    private byte[] flipped(byte[] bytes, int at) {
        bytes[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (bytes[at] ^ 1 << random.nextInt(8));
        return bytes;
    }

    /** Inserts a number that breaks arithmetic, in one of the widths and byte orders of lengths. */
    private byte[] numbered(byte[] bytes, int at) {
        int width = 1 << random.nextInt(4);
        if (at + width > bytes.length) {
            return flipped(bytes, at);
        }
        long number = NUMBERS[random.nextInt(NUMBERS.length)];
        ByteBuffer into =
                ByteBuffer.wrap(bytes).order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        switch (width) {
            case 1 -> into.put(at, (byte) number);
            case 2 -> into.putShort(at, (short) number);
            case 4 -> into.putInt(at, (int) number);
            default -> into.putLong(at, number);
        }
        return bytes;
    }

    /** Repeats a part many times, such as an opening bracket. */
    private byte[] repeated(byte[] bytes, int at) {
        byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(64)));
        int times = 1 + random.nextInt(random.nextInt(8) == 0 ? MAX_REPEATED / part.length + 1 : 3);
        byte[] all = new byte[part.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(part, 0, all, i * part.length, part.length);
        }
        return replaced(bytes, at, at, all);
    }

    private byte[] moved(byte[] bytes, int at) {
        int from = random.nextInt(bytes.length);
        byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 1 + random.nextInt(64)));
        return replaced(bytes, at, Math.min(bytes.length, at + part.length), part);
    }

    /** Replaces the word, number or bracket at a position by a value. */
    private byte[] token(byte[] bytes, int at) {
        int from = at;
        int to = at + 1;
        while (from > 0 && isWord(bytes[from]) && isWord(bytes[from - 1])) {
            from--;
        }
        while (to < bytes.length && isWord(bytes[at]) && isWord(bytes[to])) {
            to++;
        }
        return replaced(bytes, from, to, text(VALUES[random.nextInt(VALUES.length)]));
    }

    private static boolean isWord(byte b) {
        return b == '.' || b == '-' || b == '+' || b == '_' || b == '/' || Character.isLetterOrDigit(b & 0xff);
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
        byte[] changed = new byte[from + by.length + bytes.length - to];
        System.arraycopy(bytes, 0, changed, 0, from);
        System.arraycopy(by, 0, changed, from, by.length);
        System.arraycopy(bytes, to, changed, from + by.length, bytes.length - to);
        return changed;
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
