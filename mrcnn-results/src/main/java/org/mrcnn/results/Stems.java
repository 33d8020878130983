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
import org.mrcnn.data.internal.file.LongNames;

/** Creates file names from image names. They are unique, also on file systems that ignore case. */
final class Stems {
    private static final String NO_NAME = "image";

    /** Device names of Windows, which no file can have, with any extension. */
    private static final Pattern DEVICE = Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

    /** Maximum length of a name, which leaves space for the number of a duplicate and for extensions. */
    private static final int MAX_BYTES = LongNames.MAX_BYTES - 20;

    private final Set<String> given = new HashSet<>();

    /** Returns the path of an image below a folder, without extension. It never leaves the folder. */
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

    /**
     * Returns a name that is valid on all systems, including Windows, which removes trailing dots; empty for a name of dots
     * only.
     */
    private static String legal(String part) {
        String legal = part.replaceAll("[<>:\"|?*\\p{Cntrl}]", "_").strip().replaceFirst("[. ]+$", "");
        return LongNames.cut(DEVICE.matcher(legal).matches() ? "_" + legal : legal, MAX_BYTES);
    }

    /** Returns the file for a stem, and creates its folder. */
    static Path file(Path folder, String stem, String ending) throws IOException {
        Path file = folder.resolve(stem + ending);
        AtomicFile.createFolder(file.toAbsolutePath().getParent());
        return file;
    }
}
