// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import org.mrcnn.data.internal.file.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prevents a second run from writing the same files. The operating system releases the lock when the process ends for any
 * reason; a remaining lock file does not lock. Locking also checks that the folder can be written to before any work is done.
 */
final class RunLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);
    private static final int ATTEMPTS = 10;
    private static final int MAX_LENGTH = 1 << 12;

    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Locks an output file, also if it is reached through different symbolic links, and creates its folder.
     *
     * @param option the option that names the file, for messages
     * @throws IOException if the folder cannot be written to
     * @throws IllegalStateException if another run has the lock
     */
    static RunLock of(String option, Path out) throws IOException {
        Path absolute = AtomicFile.target(out.toAbsolutePath().normalize());
        Path folder = AtomicFile.createFolder(absolute.getParent()).toRealPath();
        Path file = folder.resolve(absolute.getFileName() + ".lock");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            FileChannel channel = open(option, file);
            if (!isLocked(channel, option, out)) {
                LOG.warn("{} cannot be locked on this file system: take care that no second run writes {}", file, out);
                return new RunLock(file, channel);
            }
            RunLock lock = new RunLock(file, channel);
            try {
                if (lock.isStillThere()) {
                    return lock;
                }
            } catch (IOException e) { // the disk is full
                lock.close();
                throw refused(option, file, e);
            }
            channel.close(); // the previous run deleted the file after this run opened it
        }
        throw new IllegalStateException(out + ": another run is starting or ending; try again");
    }

    private static FileChannel open(String option, Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw refused(option, file, e);
        }
    }

    private static IOException refused(String option, Path file, IOException e) {
        return new IOException(
                option + ": the folder " + file.getParent() + " cannot be written to (" + e.getMessage()
                        + "); choose another " + option,
                e);
    }

    /** Locks the channel. Returns false if the file system does not support locks. */
    private static boolean isLocked(FileChannel channel, String option, Path out) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        } catch (IOException e) {
            return false;
        }
        if (lock == null) {
            channel.close();
            throw new IllegalStateException(option + ": another run is writing " + out
                    + "; wait until it has ended, or give another " + option);
        }
        return true;
    }

    /**
     * Returns whether the locked file still exists under its name: whether the file of that name gets the random length that
     * this run gives the file that it has locked. The file is not opened for this, because Linux releases the locks of a
     * process on a file when the process closes any descriptor of the file.
     */
    private boolean isStillThere() throws IOException {
        int length = 1 + new SecureRandom().nextInt(MAX_LENGTH);
        channel.truncate(0);
        channel.write(ByteBuffer.allocate(length), 0);
        return Files.exists(file) && Files.size(file) == length;
    }

    /** Deletes the file and releases the lock. A file that cannot be deleted stays, and does not lock. */
    @Override
    public synchronized void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            Files.deleteIfExists(file); // while the lock is held, so as not to delete another run's file
            channel.close();
        } catch (IOException e) {
            LOG.warn("{} remains, although the run has ended, and can be deleted: {}", file, e.toString());
        }
    }
}
