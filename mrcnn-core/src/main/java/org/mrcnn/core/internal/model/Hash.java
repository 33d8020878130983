// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of a sequence of values, each with its length, so that "a", "bc" and "ab", "c" differ. */
final class Hash {

    /** Number of hexadecimal digits of a brief hash: 64 bits suffice to distinguish the states of one image. */
    private static final int BRIEF = 16;

    private final MessageDigest sha;

    Hash() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    Hash text(String text) {
        return bytes(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    Hash number(long number) {
        sha.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
        return this;
    }

    Hash numbers(double[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Double.BYTES);
        bytes.asDoubleBuffer().put(numbers);
        return bytes(bytes);
    }

    Hash numbers(int[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Integer.BYTES);
        bytes.asIntBuffer().put(numbers);
        return bytes(bytes);
    }

    Hash bytes(ByteBuffer bytes) {
        number(bytes.remaining());
        sha.update(bytes);
        return this;
    }

    /** Returns all 64 hexadecimal digits and resets the hash. */
    String whole() {
        return HexFormat.of().formatHex(sha.digest());
    }

    /** Returns the first 16 hexadecimal digits and resets the hash. */
    String brief() {
        return whole().substring(0, BRIEF);
    }
}
