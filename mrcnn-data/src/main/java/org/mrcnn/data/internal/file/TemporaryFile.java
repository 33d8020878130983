// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The temporary file that replaces another file: {@code NAME.PROCESS.WRITE.tmp} beside it, locked while it is written. A killed
 * process leaves it without a lock, from which the next writer of the same file knows that it can be deleted.
 */
final class TemporaryFile {
    /** Distinguishes the writes of this process, whose locks cannot be tested from within, from those of others. */
    private static final String PROCESS = random();

    private static final Pattern SUFFIX = Pattern.compile("\\.[0-9a-f]{12}\\.[0-9a-f]{12}\\.tmp");

    /** A file is created a moment before it is locked. */
    private static final Duration BEING_MADE = Duration.ofSeconds(1);

    private TemporaryFile() {}

    static void replace(Path target, AtomicFile.Content content) throws IOException {
        new WriteTarget(target, true).requireWritable();
        sweep(target);
        Path temporary = target.resolveSibling(stem(target) + "." + PROCESS + "." + random() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            lock(channel);
            keepPermissions(target, temporary);
            content.writeTo(channel);
            channel.force(true);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        syncFolder(target.getParent());
    }

    /** Deletes what killed writes of a target left; what cannot be deleted is kept. */
    static void sweep(Path target) {
        String stem = stem(target);
        DirectoryStream.Filter<Path> leftover =
                file -> isOf(stem, file.getFileName().toString());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(target.getParent(), leftover)) {
            for (Path file : files) {
                deleteUnlessWritten(file);
            }
        } catch (IOException | DirectoryIteratorException e) {
            return; // a folder that cannot be listed, or a leftover of another user, must not prevent this write
        }
    }

    private static boolean isOf(String stem, String name) {
        return name.startsWith(stem)
                && SUFFIX.matcher(name.substring(stem.length())).matches()
                && !name.startsWith("." + PROCESS, stem.length());
    }

    private static void deleteUnlessWritten(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        boolean fresh =
                found.lastModifiedTime().toInstant().isAfter(Instant.now().minus(BEING_MADE));
        if (!found.isRegularFile() || fresh) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Files.delete(file);
            }
        } catch (OverlappingFileLockException e) {
            return; // written by another class loader of this process
        }
    }

    /** Locks the file. Some network file systems have no locks; nothing is deleted there, because no lock can be acquired. */
    private static void lock(FileChannel channel) {
        try {
            channel.tryLock();
        } catch (IOException e) {
            return;
        }
    }

    /**
     * Copies the permissions of the old file: a new file would be readable by everyone that the umask of this process allows.
     */
    private static void keepPermissions(Path old, Path made) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(made, PosixFileAttributeView.class);
        if (view != null && Files.exists(old)) {
            view.setPermissions(Files.getPosixFilePermissions(old));
        }
    }

    /** Returns the name of the target, truncated if the suffix would make it too long. */
    private static String stem(Path target) {
        int suffix = (".".length() + PROCESS.length()) * 2 + ".tmp".length();
        return LongNames.cut(target.getFileName().toString(), LongNames.MAX_BYTES - suffix);
    }

    private static String random() {
        return UUID.randomUUID().toString().substring(24);
    }

    /** Forces the rename to disk, which requires syncing the folder; Windows has no such call and needs none. */
    private static void syncFolder(Path folder) throws IOException {
        if (Files.isReadable(folder) && !System.getProperty("os.name").startsWith("Windows")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
