// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.mrcnn.data.internal.file.LongNames;

/**
 * Creates names for drawings. They are unique, also for files of the same name in different folders and on file systems that
 * ignore case, and never the name of an input image.
 */
final class Drawings {
    /** Leaves space for "-detected-2.png". */
    private static final int MAX_BYTES = LongNames.MAX_BYTES - 25;

    private final Path folder;
    private final Set<String> taken = new HashSet<>();

    Drawings(Path folder, Stream<Path> images) {
        this.folder = folder;
        images.map(Drawings::key).forEach(taken::add);
    }

    /** Returns the file for the drawing of an image. */
    Path of(Path image) {
        String name = LongNames.cut(image.getFileName().toString().replaceFirst("\\.[^.]*$", ""), MAX_BYTES);
        Path file = folder.resolve(name + "-detected.png");
        for (int i = 2; !taken.add(key(file)); i++) {
            file = folder.resolve(name + "-detected-" + i + ".png");
        }
        return file;
    }

    private static String key(Path file) {
        return file.toAbsolutePath().normalize().toString().toLowerCase(Locale.ROOT);
    }
}
