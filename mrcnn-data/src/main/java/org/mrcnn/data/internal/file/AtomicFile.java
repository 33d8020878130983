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
 * Writes a file whole or not at all: whatever happens, there is the old file or the new one. A symbolic link stays, and the
 * file that it names is replaced; devices, pipes and the standard streams are written to, never replaced. Errors name the
 * file and the cause.
 */
public final class AtomicFile {
    private static final int BUFFER = 1 << 16;

    private AtomicFile() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes all to the channel and leaves it open. */
        void writeTo(FileChannel channel) throws IOException;
    }

    /** Writes the content of a file as a stream. */
    @FunctionalInterface
    public interface Streamed {
        /** Writes all to the stream, which is buffered, and leaves it open. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes to a temporary file beside the target, forces it to disk, and renames it. What killed processes left of earlier
     * writes of this target is deleted first.
     *
     * @throws IOException naming {@code path} and the cause; the old file is unchanged then
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

    /** Like {@link #write(Path, Content)}, for content that is written from beginning to end. */
    public static void stream(Path path, Streamed content) throws IOException {
        write(path, channel -> {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
            content.writeTo(out);
            out.flush();
        });
    }

    /** Like {@link #write(Path, Content)}, for content that is in memory. */
    public static void write(Path path, byte[] content) throws IOException {
        stream(path, out -> out.write(content));
    }

    /**
     * Refuses a path that {@link #write} could not write to, so that a command says so before its work.
     *
     * @throws IOException naming the path and what is wrong
     */
    public static void requireWritable(Path path) throws IOException {
        try {
            WriteTarget.of(path).requireWritable();
        } catch (IOException e) {
            throw fault(path, "cannot be written", e);
        }
    }

    /**
     * The file that {@link #write} replaces: what the path names when symbolic links are followed.
     *
     * @throws IOException if it is a folder, or a circle of links
     */
    public static Path target(Path path) throws IOException {
        try {
            return WriteTarget.of(path).path();
        } catch (IOException e) {
            throw fault(path, "cannot be written", e);
        }
    }

    /** Deletes a file, if there is one, and what killed writes of it left. */
    public static void delete(Path path) throws IOException {
        TemporaryFile.sweep(WriteTarget.of(path).path());
        Files.deleteIfExists(path);
    }

    /** Makes a folder and those above it; unlike {@link Files#createDirectories}, takes a link to a folder for one. */
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
            root = root.getCause(); // such as "No space left on device" below an encoder's own error
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
            case "FileAlreadyExistsException" -> "there is a file of that name";
            default -> e.getClass().getSimpleName();
        };
    }
}
