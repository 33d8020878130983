// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.mrcnn.data.internal.file.AtomicFile;

/**
 * A file that lists all images. Entries are collected in a temporary file, so that memory does not grow with the number of
 * images, and the complete file is written at the end.
 */
abstract class RunFile implements ResultFiles {
    private final Path target;
    private final String separator;
    private final FileChannel entries;
    private long before;

    /** @param separator text between two entries */
    RunFile(Path target, String separator) throws IOException {
        this.target = target;
        this.separator = separator;
        try {
            entries = FileChannel.open(
                    Files.createTempFile("mrcnn-", ".part"),
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw unkept(e);
        }
    }

    private IOException unkept(IOException e) {
        String folder = System.getProperty("java.io.tmpdir");
        return new IOException(
                target + ": its entries cannot be kept in a file of " + folder + ": " + e.getMessage(), e);
    }

    /** Returns the entry of an image; empty for none. */
    abstract byte[] entry(ImageResult image) throws IOException;

    /** Returns the text before the entries. */
    abstract String start() throws IOException;

    /** Returns the text after the entries. */
    abstract String end() throws IOException;

    @Override
    public void write(ImageResult image, String stem) throws IOException {
        byte[] entry = entry(image);
        before = entries.size();
        try {
            if (before > 0 && entry.length > 0) {
                put(entries, separator.getBytes(StandardCharsets.UTF_8));
            }
            put(entries, entry);
        } catch (IOException e) {
            undo();
            throw unkept(e);
        }
    }

    @Override
    public void undo() throws IOException {
        entries.truncate(before);
    }

    private static void put(FileChannel channel, byte[] bytes) throws IOException {
        for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
            channel.write(left);
        }
    }

    /** Writes the file; if that is not possible, to another place, so that the results are not lost. */
    @Override
    public void finish() throws IOException {
        try {
            AtomicFile.write(target, this::writeTo);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + secondPlace(), e);
        }
    }

    private void writeTo(FileChannel channel) throws IOException {
        put(channel, start().getBytes(StandardCharsets.UTF_8));
        long size = entries.size();
        for (long done = 0; done < size; ) {
            done += entries.transferTo(done, size - done, channel);
        }
        put(channel, end().getBytes(StandardCharsets.UTF_8));
    }

    private String secondPlace() {
        try {
            Path other = Files.createTempDirectory("mrcnn-results-").resolve(target.getFileName());
            AtomicFile.write(other, this::writeTo);
            return "; it is in " + other;
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        entries.close();
    }
}
