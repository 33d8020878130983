// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.mrcnn.engine.weights.WeightFileException;

/** Bytes with random access: a file, an entry of a zip, or a part of either. */
public interface Bytes {

    /** Returns the file or entry that contains the bytes, for messages. */
    String name();

    /** Returns the number of bytes. */
    long size();

    /**
     * Fills a buffer with the bytes from an offset on.
     *
     * @throws IOException if the file cannot be read
     * @throws WeightFileException if there are fewer bytes; the message names the file
     */
    void read(long at, ByteBuffer into) throws IOException;

    /**
     * Returns a part of these bytes.
     *
     * @throws WeightFileException if there are fewer bytes; the message names the file
     */
    default Bytes slice(long at, long length) {
        requireWithin(at, length);
        Bytes all = this;
        return new Bytes() {
            @Override
            public String name() {
                return all.name();
            }

            @Override
            public long size() {
                return length;
            }

            @Override
            public void read(long from, ByteBuffer into) throws IOException {
                requireWithin(from, into.remaining());
                all.read(at + from, into);
            }
        };
    }

    /** Throws a WeightFileException if the range exceeds these bytes. */
    default void requireWithin(long at, long length) {
        if (at < 0 || length < 0 || at > size() - length) {
            throw new WeightFileException(name() + ": expected " + length + " bytes at " + at + ", found the end at "
                    + size() + ": cut off, or damaged");
        }
    }
}
