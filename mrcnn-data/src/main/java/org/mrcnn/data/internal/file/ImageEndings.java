// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.file;

import java.util.Locale;
import java.util.Set;

/** How the names of image files end. */
public final class ImageEndings {
    /** In small letters, without the dot. */
    public static final Set<String> ALL =
            Set.of("jpg", "jpeg", "png", "bmp", "tif", "tiff", "gif", "jpe", "jfif", "webp");

    private ImageEndings() {}

    /** Whether the name of a file ends as that of an image. */
    public static boolean has(String name) {
        return ALL.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }
}
