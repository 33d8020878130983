// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.file;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The target of a write to a path.
 *
 * @param path target of the path after following symbolic links; it may not exist
 * @param replaceable whether it is a regular file or does not exist; otherwise it is a device, a pipe or an open descriptor
 */
record WriteTarget(Path path, boolean replaceable) {
    /** The same limit as in Linux. */
    private static final int MAX_LINKS = 40;

    /** Open descriptors, which {@code /dev/stdout} links to. */
    private static final Path DESCRIPTORS = Path.of("/proc");

    static WriteTarget of(Path path) throws IOException {
        Path at = path.toAbsolutePath();
        for (int i = 0; !at.startsWith(DESCRIPTORS) && Files.isSymbolicLink(at); i++) {
            if (i == MAX_LINKS) {
                throw new FileSystemException(path.toString(), null, "a circle of symbolic links");
            }
            at = at.resolveSibling(Files.readSymbolicLink(at));
        }
        if (Files.isDirectory(at) || at.getFileName() == null) {
            throw new FileSystemException(path.toString(), null, "it is a folder, expected the name of a file");
        }
        boolean special = at.startsWith(DESCRIPTORS) || (Files.exists(at) && !Files.isRegularFile(at));
        return new WriteTarget(at, !special);
    }

    /** Writes to a target that must not be replaced. */
    void stream(AtomicFile.Content content) throws IOException {
        if (path.startsWith(DESCRIPTORS) && path.endsWith("fd/1")) {
            // Not opened again: a file that standard output is redirected to would be overwritten from its beginning.
            content.writeTo(standardOut());
            return;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            content.writeTo(channel);
        }
    }

    @SuppressWarnings("resource") // closing it would close standard output
    private static FileChannel standardOut() {
        return new FileOutputStream(FileDescriptor.out).getChannel();
    }

    void requireWritable() throws IOException {
        if (Files.exists(path) && !Files.isWritable(path)) {
            throw new FileSystemException(path.toString(), null, "it is read-only");
        }
        if (!replaceable) {
            return;
        }
        Path folder = path.getParent();
        if (!Files.isDirectory(folder)) {
            throw new FileSystemException(folder.toString(), null, "there is no such folder");
        }
        if (!Files.isWritable(folder)) {
            throw new FileSystemException(
                    folder.toString(),
                    null,
                    "no file can be made in its folder, where it is written before it is renamed");
        }
    }
}
