// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.mrcnn.engine.weights.WeightFileException;

/** The format of a file of weights, detected from its first bytes, because users choose the names. */
public enum FileKind {
    /** HDF5, as Keras writes it. */
    HDF5,
    /** A zip of Keras 3. */
    KERAS_ARCHIVE,
    /** A zip, as model files and checkpoints of this project are. */
    MODEL,
    /** A zip of torch.save. */
    TORCH_ZIP,
    /** Of torch.save before PyTorch 1.6. */
    TORCH_STREAM,
    /** A tar of the oldest torch.save. */
    TORCH_TAR,
    /** A pickle, as Detectron2 publishes its models. */
    PICKLE,
    SAFETENSORS;

    private static final byte[] HDF5_SIGNATURE = "\u0089HDF\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] ZIP_SIGNATURE = "PK\u0003\u0004".getBytes(StandardCharsets.ISO_8859_1);
    /** The long integer whose pickle torch.save began with, after the protocol and, in later protocols, the size of a frame. */
    private static final byte[] STREAM_SIGNATURE =
            "\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.".getBytes(StandardCharsets.ISO_8859_1);

    private static final int PROTOCOL_BYTES = 2;
    private static final int FRAME_BYTES = 9;

    /** The first operation of a dictionary that keeps its order, in protocols 0 and 1. */
    private static final byte[] ORDERED_SIGNATURE = "ccollections\nOrderedDict\n".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] TAR_SIGNATURE = "ustar".getBytes(StandardCharsets.US_ASCII);
    private static final int TAR_SIGNATURE_PLACE = 257;
    private static final int PICKLE_PROTOCOL = 0x80;
    private static final int NEWEST_PROTOCOL = 5;
    private static final int FIRST_BYTES = 32;
    private static final int DESCRIBED_BYTES = 16;
    private static final int LOCAL_HEADER_BYTES = 300;

    /** Says which Keras wrote the zip; model files of this project have none of that name. */
    private static final String KERAS_ENTRY = "metadata.json";

    /** What downloads leave in the place of a file of weights, by its first bytes. */
    private static final Map<String, String> MISTAKES = Map.of(
            "version https://git-lfs", "a pointer of Git LFS; fetch the file itself with git lfs pull",
            "<", "a page or an error message of a web server; download the file again",
            "\u001f\u008b", "a file compressed with gzip; unpack it first",
            "BZh", "a file compressed with bzip2; unpack it first",
            "7z\u00bc\u00af", "an archive of 7-Zip; unpack it first");

    /** Where the signature stands in a file without user block; with one, at twice, four times ... these 512 bytes. */
    private static final int SMALLEST_USER_BLOCK = 512;

    /**
     * Looks into a file.
     *
     * @throws WeightFileException if it is none of them
     * @throws IOException if it cannot be read
     */
    public static FileKind of(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new WeightFileException(file + ": expected a file of weights, found a folder");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            byte[] first = read(channel, 0);
            FileKind kind = startsWith(first, ZIP_SIGNATURE) ? ofZip(file, channel) : of(channel, first);
            if (kind == null) {
                throw new WeightFileException(file
                        + ": expected an HDF5 file of Keras, or a model file or checkpoint of this project, or a .keras, .pth,"
                        + " .pkl or .safetensors file, found none of them: " + described(first));
            }
            return kind;
        }
    }

    private static FileKind of(FileChannel channel, byte[] first) throws IOException {
        if (isStream(first)) {
            return TORCH_STREAM;
        }
        if (isSafetensors(first, channel.size())) {
            return SAFETENSORS;
        }
        if (startsWith(read(channel, TAR_SIGNATURE_PLACE), TAR_SIGNATURE)) {
            return TORCH_TAR;
        }
        if (isPickle(first)) {
            return PICKLE;
        }
        if (startsWith(first, HDF5_SIGNATURE)) {
            return HDF5;
        }
        for (long at = SMALLEST_USER_BLOCK; at < channel.size(); at *= 2) {
            if (startsWith(read(channel, at), HDF5_SIGNATURE)) {
                return HDF5;
            }
        }
        return null;
    }

    private static boolean isStream(byte[] first) {
        return isPickle(first)
                && (has(first, PROTOCOL_BYTES, STREAM_SIGNATURE)
                        || has(first, PROTOCOL_BYTES + FRAME_BYTES, STREAM_SIGNATURE));
    }

    /** A length of the header that the file can have, and the brace with which it begins. */
    private static boolean isSafetensors(byte[] first, long size) {
        if (first.length <= Long.BYTES || first[Long.BYTES] != '{') {
            return false;
        }
        long header = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return header > 0 && header <= size - Long.BYTES;
    }

    /** A protocol from 2 on, or a dictionary of protocol 0 or 1. */
    private static boolean isPickle(byte[] first) {
        return first.length > 2
                && (((first[0] & 0xff) == PICKLE_PROTOCOL && first[1] > 1 && first[1] <= NEWEST_PROTOCOL)
                        || (first[0] == '(' && first[1] == 'd')
                        || (first[0] == '}' && first[1] == 'q')
                        || startsWith(first, ORDERED_SIGNATURE));
    }

    /** One of PyTorch has a pickle, one of Keras its version; where the directory at the end is missing, its first entry tells. */
    private static FileKind ofZip(Path file, FileChannel channel) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.stream().anyMatch(e -> isPickleEntry(e.getName()))) {
                return TORCH_ZIP;
            }
            return zip.getEntry(KERAS_ENTRY) != null ? KERAS_ARCHIVE : MODEL;
        } catch (ZipException e) {
            String start = new String(read(channel, 0, LOCAL_HEADER_BYTES), StandardCharsets.ISO_8859_1);
            if (start.contains("/data.pkl")) {
                return TORCH_ZIP;
            }
            return start.contains(KERAS_ENTRY) ? KERAS_ARCHIVE : MODEL;
        }
    }

    private static boolean isPickleEntry(String name) {
        return name.equals("data.pkl") || name.endsWith("/data.pkl");
    }

    private static byte[] read(FileChannel channel, long at) throws IOException {
        return read(channel, at, FIRST_BYTES);
    }

    private static byte[] read(FileChannel channel, long at, int most) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(most);
        while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) >= 0) {
            // until there are enough, or the file ends
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static boolean startsWith(byte[] bytes, byte[] signature) {
        return has(bytes, 0, signature);
    }

    private static boolean has(byte[] bytes, int at, byte[] signature) {
        return bytes.length >= at + signature.length
                && Arrays.equals(bytes, at, at + signature.length, signature, 0, signature.length);
    }

    private static String described(byte[] first) {
        if (first.length == 0) {
            return "the file is empty";
        }
        for (Map.Entry<String, String> mistake : MISTAKES.entrySet()) {
            if (startsWith(first, mistake.getKey().getBytes(StandardCharsets.ISO_8859_1))) {
                return mistake.getValue();
            }
        }
        StringBuilder hex = new StringBuilder("its first bytes are");
        for (byte b : Arrays.copyOf(first, Math.min(first.length, DESCRIBED_BYTES))) {
            hex.append(String.format(" %02x", b));
        }
        return hex.toString();
    }
}
