// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.file;

import java.nio.charset.StandardCharsets;

/** Cuts file names to a length that every usual file system accepts. */
public final class LongNames {
    /** Maximum number of bytes of a name. */
    public static final int MAX_BYTES = 255;

    private LongNames() {}

    /** Returns the beginning of a text with at most this many bytes of UTF-8, without cutting a character. */
    public static String cut(String text, int bytes) {
        String cut = text;
        while (cut.getBytes(StandardCharsets.UTF_8).length > bytes) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut;
    }
}
