// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.mrcnn.data.internal.file.AtomicFile;
import org.mrcnn.data.internal.file.FileNames;

/** Names of files by names of images, none twice, also where a file system takes large and small letters for the same. */
final class Stems {
    private static final String NO_NAME = "image";

    /** Names of devices on Windows, which no file can have, whatever its ending. */
    private static final Pattern DEVICE = Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

    /** For the number of a name that is taken, and the endings of files. */
    private static final int MAX_BYTES = FileNames.MAX_BYTES - 20;

    private final Set<String> given = new HashSet<>();

    /** The path of an image below a folder, without the ending; never above the folder. */
    String of(String imageName) {
        StringBuilder path = new StringBuilder();
        for (String part : imageName.replaceFirst("\\.[^./\\\\]*$", "").split("[/\\\\]", -1)) {
            String legal = legal(part);
            if (!legal.isEmpty()) {
                path.append(path.isEmpty() ? "" : "/").append(legal);
            }
        }
        String stem = path.isEmpty() ? NO_NAME : path.toString();
        String unique = stem;
        for (int i = 2; !given.add(unique.toLowerCase(Locale.ROOT)); i++) {
            unique = stem + "-" + i;
        }
        return unique;
    }

    /** A name that all systems take, also Windows, which drops dots at the end; empty for one of dots alone. */
    private static String legal(String part) {
        String legal = part.replaceAll("[<>:\"|?*\\p{Cntrl}]", "_").strip().replaceFirst("[. ]+$", "");
        return FileNames.cut(DEVICE.matcher(legal).matches() ? "_" + legal : legal, MAX_BYTES);
    }

    /** A file of a stem, in a folder that is made for it. */
    static Path file(Path folder, String stem, String ending) throws IOException {
        Path file = folder.resolve(stem + ending);
        AtomicFile.createFolder(file.toAbsolutePath().getParent());
        return file;
    }
}
