// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.io.IOException;
import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A WebP file in memory for the lossless decoder of TwelveMonkeys, which buffers eight bytes ahead. At the end of its stream,
 * the decoder would catch an exception for each symbol and decode missing data; here, its buffer is filled with zeros after the
 * end, and reading further fails.
 */
final class WebpStream extends ImageInputStreamImpl {

    private static final int BUFFERED = 8;

    private final byte[] bytes;

    WebpStream(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
        bitOffset = 0;
        if (streamPos >= bytes.length + (long) BUFFERED) {
            throw new IIOException("unexpected end of the compressed image");
        }
        int at = (int) streamPos++;
        return at < bytes.length ? bytes[at] & 0xff : 0;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        for (int i = 0; i < length; i++) {
            target[offset + i] = (byte) read();
        }
        return length;
    }

    @Override
    public long length() {
        return bytes.length;
    }
}
