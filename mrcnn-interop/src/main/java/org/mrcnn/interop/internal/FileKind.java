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

/** The format of a weight file, detected from its content, because users choose the file names. */
public enum FileKind {
    /** An HDF5 file of Keras. */
    HDF5,
    /** A {@code .keras} file of Keras 3, which is a zip. */
    KERAS_ARCHIVE,
    /** A model file or checkpoint of this project, which is a zip. */
    MODEL,
    /** A zip of torch.save, the format since PyTorch 1.6. */
    TORCH_ZIP,
    /** The format of torch.save before PyTorch 1.6. */
    TORCH_STREAM,
    /** A tar, the oldest format of torch.save. */
    TORCH_TAR,
    /** A pickle, the format of Detectron2's published models. */
    PICKLE,
    SAFETENSORS;

    private static final byte[] HDF5_SIGNATURE = "\u0089HDF\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] ZIP_SIGNATURE = "PK\u0003\u0004".getBytes(StandardCharsets.ISO_8859_1);
    /**
     * The magic number with which torch.save began, a pickled long integer. It follows the protocol and, in later protocols,
     * the size of a frame.
     */
    private static final byte[] STREAM_SIGNATURE =
            "\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.".getBytes(StandardCharsets.ISO_8859_1);

    private static final int PROTOCOL_BYTES = 2;
    private static final int FRAME_BYTES = 9;

    /** The first operation of an OrderedDict in protocols 0 and 1. */
    private static final byte[] ORDERED_SIGNATURE = "ccollections\nOrderedDict\n".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] TAR_SIGNATURE = "ustar".getBytes(StandardCharsets.US_ASCII);
    private static final int TAR_SIGNATURE_PLACE = 257;
    private static final int PICKLE_PROTOCOL = 0x80;
    private static final int NEWEST_PROTOCOL = 5;
    private static final int FIRST_BYTES = 32;
    private static final int DESCRIBED_BYTES = 16;
    private static final int LOCAL_HEADER_BYTES = 300;

    /** Name of the entry that records the version of Keras. Model files of this project have no entry of this name. */
    private static final String KERAS_ENTRY = "metadata.json";

    /** What failed downloads leave instead of a weight file, by the first bytes of the file. */
    private static final Map<String, String> MISTAKES = Map.of(
            "version https://git-lfs", "a pointer of Git LFS; fetch the file itself with git lfs pull",
            "<", "a page or an error message of a web server; download the file again",
            "\u001f\u008b", "a file compressed with gzip; unpack it first",
            "BZh", "a file compressed with bzip2; unpack it first",
            "7z\u00bc\u00af", "an archive of 7-Zip; unpack it first");

    /**
     * Size of the smallest user block. The HDF5 signature is at byte 0 of a file without user block, otherwise at 512, 1024,
     * 2048 and so on.
     */
    private static final int SMALLEST_USER_BLOCK = 512;

    /**
     * Detects the format of a file.
     *
     * @throws WeightFileException if the format is none of these
     * @throws IOException if the file cannot be read
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

    /** Returns whether the length of the header fits in the file, and the header begins with a brace. */
    private static boolean isSafetensors(byte[] first, long size) {
        if (first.length <= Long.BYTES || first[Long.BYTES] != '{') {
            return false;
        }
        long header = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return header > 0 && header <= size - Long.BYTES;
    }

    /** Returns whether the bytes begin with a protocol of 2 to 5, or with a dictionary of protocol 0 or 1. */
    private static boolean isPickle(byte[] first) {
        return first.length > 2
                && (((first[0] & 0xff) == PICKLE_PROTOCOL && first[1] > 1 && first[1] <= NEWEST_PROTOCOL)
                        || (first[0] == '(' && first[1] == 'd')
                        || (first[0] == '}' && first[1] == 'q')
                        || startsWith(first, ORDERED_SIGNATURE));
    }

    /**
     * Returns the format of a zip: PyTorch's contains a pickle, Keras's a file with its version. If the central directory is
     * missing, the first entry decides.
     */
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
            // reads until the buffer is full or the file ends
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
