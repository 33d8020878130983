// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/** Numbers computed from texts, the same on every machine and in every order. */
public final class StableHash {

    /** Ids remain exact in JSON readers that store numbers as doubles. */
    private static final int ID_BITS = 53;

    /** Whole numbers as Long.toString writes them, so that 7 and 007 are different ids. */
    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,18}");

    private StableHash() {}

    /** Returns the number for an id: the id itself if it is a whole number of 64 bits, otherwise 53 bits of its hash. */
    public static long imageId(String id) {
        if (WHOLE_NUMBER.matcher(id).matches()) {
            try {
                return Long.parseLong(id);
            } catch (NumberFormatException e) { // more than 64 bits
            }
        }
        return of(0, id) >>> (Long.SIZE - ID_BITS);
    }

    /** Returns the first 64 bits of SHA-256 over seed and text. */
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
