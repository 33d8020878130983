// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Names of drawings, none twice, also where folders hold files of one name or a file system takes large and small letters for the same;
 * and none of an image that is to be read.
 */
final class Drawings {
    private final Path folder;
    private final Set<String> taken = new HashSet<>();

    Drawings(Path folder, Stream<Path> images) {
        this.folder = folder;
        images.map(Drawings::key).forEach(taken::add);
    }

    /** The file for the drawing of an image. */
    Path of(Path image) {
        String name = image.getFileName().toString().replaceFirst("\\.[^.]*$", "");
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
