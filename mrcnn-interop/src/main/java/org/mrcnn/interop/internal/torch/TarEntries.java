// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.bytes.Bytes;

/** The files of a tar with short names, as written by torch.save. */
final class TarEntries {

    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int TYPE = 156;
    private static final int OCTAL = 8;
    /** Maximum number of entries. A damaged tar may have endless headers of empty files. */
    private static final int MAX_ENTRIES = 1000;

    private TarEntries() {}

    /** Returns the bytes of each file by name, without a leading {@code ./}. */
    static Map<String, Bytes> of(Bytes tar) throws IOException {
        Map<String, Bytes> entries = new LinkedHashMap<>();
        long at = 0;
        for (int i = 0; i < MAX_ENTRIES && at + BLOCK <= tar.size(); i++) {
            byte[] header = new byte[BLOCK];
            tar.read(at, ByteBuffer.wrap(header));
            String name = text(header, 0, NAME_LENGTH);
            if (name.isEmpty()) {
                break;
            }
            long size = size(tar, text(header, SIZE, SIZE_LENGTH).strip(), at);
            if (header[TYPE] == '0' || header[TYPE] == 0) {
                entries.put(name.startsWith("./") ? name.substring(2) : name, tar.slice(at + BLOCK, size));
            }
            at += BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
        }
        return entries;
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.ISO_8859_1);
    }

    private static long size(Bytes tar, String octal, long at) {
        try {
            long size = Long.parseLong(octal, OCTAL);
            tar.requireWithin(at + BLOCK, size);
            return size;
        } catch (NumberFormatException e) {
            throw new WeightFileException(tar.name() + ": damaged: no size in the header of the tar at byte " + at, e);
        }
    }
}
