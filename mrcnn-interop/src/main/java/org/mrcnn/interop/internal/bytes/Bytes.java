// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.mrcnn.engine.weights.WeightFileException;

/** Bytes that can be read from any place: a file, an entry of a zip, a part of those. */
public interface Bytes {

    /** Where they are, for messages. */
    String name();

    /** How many there are. */
    long size();

    /**
     * Fills a buffer from a place on.
     *
     * @throws IOException if the file cannot be read
     * @throws WeightFileException naming it if it has fewer bytes
     */
    void read(long at, ByteBuffer into) throws IOException;

    /**
     * Some of these bytes.
     *
     * @throws WeightFileException naming the file if it has fewer
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

    /** Throws unless the bytes from a place on are there. */
    default void requireWithin(long at, long length) {
        if (at < 0 || length < 0 || at > size() - length) {
            throw new WeightFileException(name() + ": expected " + length + " bytes at " + at + ", found the end at "
                    + size() + ": cut off, or damaged");
        }
    }
}
