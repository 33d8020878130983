// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;
import org.mrcnn.data.internal.file.LeftBehind;

/**
 * Lists the files below a folder. Follows symbolic links, because data sets are often composed of them. Leaves out what
 * programs leave behind: hidden files and folders, such as the copies in {@code .ipynb_checkpoints}, and thumbnails.
 */
final class FileTree extends SimpleFileVisitor<Path> {

    private final Path folder;
    private final Predicate<Path> wanted;
    private final List<Path> files = new ArrayList<>();

    private FileTree(Path folder, Predicate<Path> wanted) {
        this.folder = folder;
        this.wanted = wanted;
    }

    /** Returns the wanted files up to a depth, sorted by name; depth 1 is the folder itself. */
    static List<Path> below(Path folder, int depth, Predicate<Path> wanted) {
        FileTree tree = new FileTree(folder, wanted);
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, tree);
        } catch (IOException e) {
            throw new UncheckedIOException("Folder " + folder + " cannot be read; check the path: " + e, e);
        }
        return tree.files.stream().sorted().toList();
    }

    @Override
    public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
        return at.equals(folder) || !LeftBehind.is(at) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile() && !LeftBehind.is(file) && wanted.test(file)) {
            FileNames.requireDecoded(file);
            files.add(file);
        }
        return FileVisitResult.CONTINUE;
    }

    /** Ignores a link to a folder that contains it, which leads to no new files. */
    @Override
    public FileVisitResult visitFileFailed(Path at, IOException e) throws IOException {
        if (e instanceof FileSystemLoopException) {
            return FileVisitResult.CONTINUE;
        }
        throw e;
    }
}
