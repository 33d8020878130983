// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The content of a TIFF file of any length, in its byte order: in memory, or read on demand. Callers check positions. Not
 * thread-safe.
 */
final class TiffBytes implements AutoCloseable {

    /** The numbers of a file are close together, and are read together. */
    private static final int BLOCK = 64 << 10;

    private final Path file;
    private final FileChannel channel;
    private final long length;
    private final ByteOrder order;
    private ByteBuffer block;
    private long blockStart;

    /** @param channel null if the block is the whole content */
    private TiffBytes(Path file, FileChannel channel, long length, ByteBuffer block) {
        this.file = file;
        this.channel = channel;
        this.length = length;
        order = block.hasRemaining() && block.get(0) == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        this.block = block.order(order);
    }

    /** Returns the content of a file in memory, or of its beginning. */
    static TiffBytes of(Path file, byte[] content) {
        return new TiffBytes(file, null, content.length, ByteBuffer.wrap(content));
    }

    /**
     * Opens a file.
     *
     * @throws ImageException if it cannot be opened
     */
    static TiffBytes open(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file);
            return new TiffBytes(
                    file, channel, channel.size(), read(channel, 0, (int) Math.min(BLOCK, channel.size())));
        } catch (IOException e) {
            close(file, channel);
            throw ImageFile.unreadable(file, e);
        }
    }

    private static ByteBuffer read(FileChannel channel, long at, int size) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(size);
        int more = 0;
        while (read.hasRemaining() && more >= 0) {
            more = channel.read(read, at + read.position());
        }
        return read.flip();
    }

    long length() {
        return length;
    }

    ByteOrder order() {
        return order;
    }

    /** Returns an unsigned number of 1, 2 or 4 bytes, or a signed one of 8. */
    long number(long at, int size) {
        if (channel != null && (at < blockStart || at + size > blockStart + block.limit())) {
            block = part(at, (int) Math.min(BLOCK, length - at));
            blockStart = at;
        }
        int place = (int) (at - blockStart);
        return switch (size) {
            case 1 -> block.get(place) & 0xff;
            case 2 -> block.getShort(place) & 0xffff;
            case 4 -> block.getInt(place) & 0xffffffffL;
            default -> block.getLong(place);
        };
    }

    /**
     * Returns a part of the content.
     *
     * @throws ImageException if the file cannot be read there
     */
    ByteBuffer part(long at, int size) {
        if (channel == null) {
            return block.slice((int) at, size).order(order);
        }
        try {
            ByteBuffer read = read(channel, at, size);
            if (read.limit() < size) { // the file has become shorter
                throw ImageFile.truncated(file, at + read.limit(), null);
            }
            return read.order(order);
        } catch (IOException e) {
            throw ImageFile.unreadable(file, e);
        }
    }

    @Override
    public void close() {
        close(file, channel);
    }

    private static void close(Path file, FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw ImageFile.unreadable(file, e);
        }
    }
}
