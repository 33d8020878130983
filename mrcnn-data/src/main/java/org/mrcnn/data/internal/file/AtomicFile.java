// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a file completely or not at all: whatever happens, either the old or the new file exists. A symbolic link is kept, and
 * the file that it refers to is replaced; devices, pipes and the standard streams are written to, never replaced. Exceptions
 * name the file and the cause.
 */
public final class AtomicFile {
    private static final int BUFFER = 1 << 16;

    private AtomicFile() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes all content to the channel and leaves it open. */
        void writeTo(FileChannel channel) throws IOException;
    }

    /** Writes the content of a file as a stream. */
    @FunctionalInterface
    public interface Streamed {
        /** Writes all content to the stream, which is buffered, and leaves it open. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes to a temporary file beside the target, forces it to disk, and renames it. First deletes the temporary files that
     * killed processes have left for the same target.
     *
     * @throws IOException if writing fails; the message names {@code path} and the cause, and the old file is unchanged
     */
    public static void write(Path path, Content content) throws IOException {
        try {
            WriteTarget target = WriteTarget.of(path);
            if (target.replaceable()) {
                TemporaryFile.replace(target.path(), content);
            } else {
                target.stream(content);
            }
        } catch (IOException | UncheckedIOException e) {
            throw fault(path, "cannot be written", e);
        }
    }

    /** Like {@link #write(Path, Content)}, for content that is written sequentially. */
    public static void stream(Path path, Streamed content) throws IOException {
        write(path, channel -> {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
            content.writeTo(out);
            out.flush();
        });
    }

    /** Like {@link #write(Path, Content)}, for content in memory. */
    public static void write(Path path, byte[] content) throws IOException {
        stream(path, out -> out.write(content));
    }

    /**
     * Rejects a path that {@link #write} could not write to, so that a command can report it before its work.
     *
     * @throws IOException if the path cannot be written; the message names the path and the cause
     */
    public static void requireWritable(Path path) throws IOException {
        try {
            WriteTarget.of(path).requireWritable();
        } catch (IOException e) {
            throw fault(path, "cannot be written", e);
        }
    }

    /**
     * Returns the file that {@link #write} replaces: the target of the path after following symbolic links.
     *
     * @throws IOException if it is a folder, or the links form a cycle
     */
    public static Path target(Path path) throws IOException {
        try {
            return WriteTarget.of(path).path();
        } catch (IOException e) {
            throw fault(path, "cannot be written", e);
        }
    }

    /** Deletes a file, if it exists, and the temporary files that killed writes of it have left. */
    public static void delete(Path path) throws IOException {
        TemporaryFile.sweep(WriteTarget.of(path).path());
        Files.deleteIfExists(path);
    }

    /** Creates a folder and its parents. Unlike {@link Files#createDirectories}, accepts a link to a folder. */
    public static Path createFolder(Path folder) throws IOException {
        try {
            return Files.isDirectory(folder) ? folder : Files.createDirectories(folder);
        } catch (IOException e) {
            throw fault(folder, "the folder cannot be made", e);
        }
    }

    private static IOException fault(Path path, String what, Exception e) {
        return new IOException(path + ": " + what + ": " + reason(path, e), e);
    }

    private static String reason(Path path, Exception e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause(); // such as "No space left on device" below an encoder's own exception
        }
        if (!(root instanceof FileSystemException system)) {
            return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        }
        String what = system.getReason() == null ? kind(system) : system.getReason();
        boolean other = system.getFile() != null && !system.getFile().equals(path.toString());
        return other ? what + " (" + system.getFile() + ")" : what;
    }

    private static String kind(FileSystemException e) {
        return switch (e.getClass().getSimpleName()) {
            case "AccessDeniedException" -> "permission denied";
            case "NoSuchFileException" -> "there is no such file or folder";
            case "FileAlreadyExistsException" -> "there is a file of that name, or a link that leads nowhere";
            default -> e.getClass().getSimpleName();
        };
    }
}
