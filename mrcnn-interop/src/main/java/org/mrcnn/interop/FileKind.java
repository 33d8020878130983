// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.mrcnn.engine.weights.WeightFileException;

/** The format of a file of weights, detected from its first bytes, because users choose the names. */
enum FileKind {
    /** HDF5, as Keras writes it. */
    HDF5,
    /** A zip, as model files and checkpoints of this project are. */
    MODEL;

    private static final byte[] HDF5_SIGNATURE = "\u0089HDF\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] ZIP_SIGNATURE = "PK\u0003\u0004".getBytes(StandardCharsets.ISO_8859_1);

    /** Where the signature stands in a file without user block; with one, at twice, four times ... these 512 bytes. */
    private static final int SMALLEST_USER_BLOCK = 512;

    /**
     * Looks into a file.
     *
     * @throws WeightFileException if it is neither
     * @throws IOException if it cannot be read
     */
    static FileKind of(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new WeightFileException(file + ": expected a file of weights, found a folder");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            byte[] first = read(channel, 0);
            if (startsWith(first, ZIP_SIGNATURE)) {
                return MODEL;
            }
            if (startsWith(first, HDF5_SIGNATURE)) {
                return HDF5;
            }
            for (long at = SMALLEST_USER_BLOCK; at < channel.size(); at *= 2) {
                if (startsWith(read(channel, at), HDF5_SIGNATURE)) {
                    return HDF5;
                }
            }
            throw new WeightFileException(
                    file + ": expected an HDF5 file of Keras, or a model file or checkpoint of this"
                            + " project, found neither: " + described(first));
        }
    }

    private static byte[] read(FileChannel channel, long at) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(HDF5_SIGNATURE.length);
        while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) >= 0) {
            // until the signature is there, or the file ends
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static boolean startsWith(byte[] bytes, byte[] signature) {
        return bytes.length >= signature.length
                && Arrays.equals(bytes, 0, signature.length, signature, 0, signature.length);
    }

    private static String described(byte[] first) {
        if (first.length == 0) {
            return "the file is empty";
        }
        StringBuilder hex = new StringBuilder("its first bytes are");
        for (byte b : first) {
            hex.append(String.format(" %02x", b));
        }
        return hex.toString();
    }
}
