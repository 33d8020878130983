// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Replaces a file as a whole: whatever happens, there is the old file or the new one. */
public final class AtomicFile {

    private AtomicFile() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes all to the channel and leaves it open. */
        void writeTo(FileChannel channel) throws IOException;
    }

    /** Writes a file of which only the name is given. */
    @FunctionalInterface
    public interface NamedContent {
        /** Makes the file. */
        void writeTo(Path file) throws IOException;
    }

    /** Writes to a temporary file beside {@code path}, forces it to disk, and renames it. */
    public static void write(Path path, Content content) throws IOException {
        replace(path, temporary -> {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
            }
        });
    }

    /** Like {@link #write}, for libraries that open the file themselves. */
    public static void replace(Path path, NamedContent content) throws IOException {
        Path target = path.toAbsolutePath();
        Path temporary = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            content.writeTo(temporary);
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        syncDirectory(target.getParent());
    }

    /** The rename itself is on disk once the folder is; Windows has no such call and needs none. */
    private static void syncDirectory(Path folder) throws IOException {
        if (!System.getProperty("os.name").startsWith("Windows")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
