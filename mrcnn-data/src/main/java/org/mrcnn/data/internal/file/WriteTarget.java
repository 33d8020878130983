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
 * Where a write to a path goes.
 *
 * @param path what the path names when symbolic links are followed; it need not exist
 * @param replaceable whether it is a regular file, or nothing yet; otherwise a device, a pipe or an open descriptor
 */
record WriteTarget(Path path, boolean replaceable) {
    /** As many as Linux follows. */
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

    /** Writes to what must not be replaced. */
    void stream(AtomicFile.Content content) throws IOException {
        if (path.startsWith(DESCRIPTORS) && path.endsWith("fd/1")) {
            // Not opened anew: a file that standard output goes to would be written from its beginning.
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
