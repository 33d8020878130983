// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.file;

import java.nio.charset.StandardCharsets;

/** Names that every usual file system takes. */
public final class FileNames {
    /** The most bytes of a name. */
    public static final int MAX_BYTES = 255;

    private FileNames() {}

    /** The beginning of a text of at most so many bytes of UTF-8, no character cut in two. */
    public static String cut(String text, int bytes) {
        String cut = text;
        while (cut.getBytes(StandardCharsets.UTF_8).length > bytes) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut;
    }
}
