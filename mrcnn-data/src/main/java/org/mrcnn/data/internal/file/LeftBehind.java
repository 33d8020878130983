// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.file;

import java.nio.file.Path;
import java.util.Set;

/** Recognizes files and folders that programs leave behind and that are no data of the user. */
public final class LeftBehind {
    /** Folders left by macOS and Synology that are not hidden. */
    private static final Set<String> FOLDERS = Set.of("__MACOSX", "@eaDir");

    private LeftBehind() {}

    /** Returns whether a file or folder is hidden, such as {@code .ipynb_checkpoints}, or has the name of such a folder. */
    public static boolean is(Path at) {
        String name = String.valueOf(at.getFileName());
        return name.startsWith(".") || FOLDERS.contains(name);
    }
}
