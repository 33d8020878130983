// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.file;

import java.util.Locale;
import java.util.Set;

/** The file name extensions of images. */
public final class ImageEndings {
    /** In lower case, without the dot. */
    public static final Set<String> ALL =
            Set.of("jpg", "jpeg", "png", "bmp", "tif", "tiff", "gif", "jpe", "jfif", "webp");

    private ImageEndings() {}

    /** Returns whether a file name has the extension of an image. */
    public static boolean has(String name) {
        return ALL.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }
}
