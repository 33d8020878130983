// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/** Numbers made of texts, the same on every machine and in every order. */
public final class StableHash {

    /** Ids stay exact in JSON readers that hold numbers as doubles. */
    private static final int ID_BITS = 53;

    /** As Long.toString writes it, so that 7 and 007 stay two ids. */
    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,17}");

    private StableHash() {}

    /** The number of an id: itself where it is a whole number, else 53 bits of its hash. */
    public static long imageId(String id) {
        return WHOLE_NUMBER.matcher(id).matches() ? Long.parseLong(id) : of(0, id) >>> (Long.SIZE - ID_BITS);
    }

    /** The first 64 bits of SHA-256 over seed and text. */
    public static long of(long seed, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer input = ByteBuffer.allocate(Long.BYTES + bytes.length)
                .putLong(seed)
                .put(bytes)
                .flip();
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(input);
            return ByteBuffer.wrap(sha.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
