// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.bytes;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.mrcnn.engine.weights.WeightFileException;

/** The bytes of an uncompressed entry of an open zip, which the caller must close. */
public final class ZipBytes implements Bytes {

    private final String name;
    private final ZipFile zip;
    private final ZipEntry entry;

    private ZipBytes(ZipFile zip, ZipEntry entry) {
        name = zip.getName() + ", " + entry.getName();
        this.zip = zip;
        this.entry = entry;
    }

    /**
     * Returns the bytes of an entry.
     *
     * @param writer the software that writes such files, for messages
     * @throws WeightFileException if the entry is missing, compressed, or larger than the file; the message names the file and
     *     the entry
     */
    public static ZipBytes of(ZipFile zip, long fileSize, String entryName, String writer) {
        ZipEntry entry = zip.getEntry(entryName);
        if (entry == null) {
            throw new WeightFileException(zip.getName() + ": expected the entry " + entryName + ", found none");
        }
        if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
            throw new WeightFileException(zip.getName() + ": expected entries as " + writer + " writes them, found "
                    + entryName + " compressed; unpack the file and zip it with \"zip -0\"");
        }
        if (entry.getSize() > fileSize) {
            throw new WeightFileException(zip.getName() + ": damaged: " + entryName + " is said to have "
                    + entry.getSize() + " bytes, more than the file");
        }
        return new ZipBytes(zip, entry);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return entry.getSize();
    }

    @Override
    public void read(long at, ByteBuffer into) throws IOException {
        requireWithin(at, into.remaining());
        try (InputStream in = zip.getInputStream(entry)) {
            in.skipNBytes(at); // a seek, because the entry is not compressed
            readFully(in, into);
        } catch (EOFException | ZipException e) {
            throw new WeightFileException(name + ": cut off, or damaged: " + e.getMessage(), e);
        }
    }

    private static void readFully(InputStream in, ByteBuffer into) throws IOException {
        ReadableByteChannel channel = Channels.newChannel(in);
        while (into.hasRemaining()) {
            if (channel.read(into) < 0) {
                throw new EOFException("fewer bytes than its size");
            }
        }
    }
}
