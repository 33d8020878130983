// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.keras;

import io.jhdf.Superblock;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfBackingStorage;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.bytes.Bytes;

/**
 * The bytes of an HDF5 file for jhdf, which does not check sizes and addresses in a file. Here every read must lie within the
 * file, and the length and number of reads are limited, so that a damaged file cannot use much memory or time.
 */
final class BoundedStorage implements HdfBackingStorage, AutoCloseable {

    /**
     * Maximum number of bytes of one structure. Those of real files are smaller than 64 KiB, except for heaps of long texts.
     */
    static final int MAX_PIECE = 4 << 20;

    /** Maximum number of reads. A ResNet-101 of Matterport needs 8,000. */
    private static final int MAX_READS = 200_000;

    private static final long MAX_BYTES = 32L << 20;
    private static final int SUPERBLOCK_BYTES = 128;
    private static final int SIDE_BYTES = 8;

    private final Path file;
    private final Bytes content;
    private final Closeable open;
    private final long size;
    private final Superblock superblock;
    private int reads;
    private long bytes;

    /**
     * Creates a storage, which closes the file on {@link #close}.
     *
     * @param content the HDF5 file, or the part of a file that contains it
     * @param open closes the file
     * @throws WeightFileException if the content is not HDF5, or is shorter than its header says
     */
    BoundedStorage(Path file, Bytes content, Closeable open) {
        this.file = file;
        this.content = content;
        this.open = open;
        this.size = content.size();
        this.superblock = superblock();
    }

    private Superblock superblock() {
        ByteBuffer start = readBytes(0, (int) Math.min(size, SUPERBLOCK_BYTES));
        Superblock read;
        try {
            read = Superblock.readSuperblock(start);
        } catch (RuntimeException e) {
            throw new WeightFileException(
                    content.name() + ": expected an HDF5 file, found another kind of file: " + Hdf5File.reason(e), e);
        }
        if (read.getSizeOfOffsets() != SIDE_BYTES
                || read.getSizeOfLengths() != SIDE_BYTES
                || read.getBaseAddressByte() != 0) {
            throw new WeightFileException(content.name() + ": expected an HDF5 file with numbers of " + SIDE_BYTES
                    + " bytes that begins at byte 0, found another layout: damaged, or not written by Keras");
        }
        if (read.getEndOfFileAddress() > size) {
            throw new WeightFileException(content.name() + ": cut off: expected " + read.getEndOfFileAddress()
                    + " bytes, found " + size + "; fetch the file again");
        }
        return read;
    }

    @Override
    public ByteBuffer readBufferFromAddress(long address, int length) {
        return map(address, length);
    }

    @Override
    public ByteBuffer map(long address, long length) {
        if (length > MAX_PIECE) {
            throw new HdfException("a piece of " + length + " bytes at byte " + address + "; at most " + MAX_PIECE
                    + " are expected of a structure");
        }
        reads++;
        bytes += length;
        if (reads > MAX_READS || bytes > MAX_BYTES) {
            throw new HdfException("a structure that has no end within " + MAX_READS + " reads or " + MAX_BYTES
                    + " bytes; its parts may refer to each other in a circle");
        }
        checkWithin(address, length);
        return readBytes(address, (int) length);
    }

    @Override
    public ByteBuffer mapNoOffset(long address, long length) {
        return map(address, length);
    }

    /** Throws an HdfException if the range exceeds the file. */
    void checkWithin(long address, long length) {
        if (address < 0 || length < 0 || address > size || length > size - address) {
            throw new HdfException(
                    "bytes " + address + " to " + address + " + " + length + " of a file of " + size + " bytes");
        }
    }

    private ByteBuffer readBytes(long address, int length) {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        read(address, buffer);
        return buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Fills the remaining bytes of a buffer from the file. */
    void read(long address, ByteBuffer to) {
        try {
            content.read(address, to);
        } catch (IOException e) {
            throw new UncheckedIOException(content.name() + ": " + e.getMessage(), e);
        }
    }

    Path file() {
        return file;
    }

    @Override
    public long getUserBlockSize() {
        return 0;
    }

    @Override
    public Superblock getSuperblock() {
        return superblock;
    }

    @Override
    public FileChannel getFileChannel() {
        throw new UnsupportedOperationException("an HDF5 file may be an entry of a zip, which has no channel");
    }

    @Override
    public int getSizeOfOffsets() {
        return SIDE_BYTES;
    }

    @Override
    public int getSizeOfLengths() {
        return SIDE_BYTES;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean inMemory() {
        return false;
    }

    @Override
    public void close() {
        try {
            open.close();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }
}
