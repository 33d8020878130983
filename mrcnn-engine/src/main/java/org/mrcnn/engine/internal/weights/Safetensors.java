// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.weights;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.engine.internal.weights.SafetensorsHeader.Entry;
import org.mrcnn.engine.weights.WeightFileException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads and writes safetensors files (https://github.com/huggingface/safetensors): a length, a JSON header, raw little-endian
 * tensors. F16 and BF16 are read as FLOAT. Data streams between file and native memory in chunks: except for the arrays
 * themselves, memory use does not depend on the size of the file.
 */
public final class Safetensors {

    /** The size of a header with 100,000 tensors; a longer one indicates a damaged or malicious file. */
    private static final long MAX_HEADER_BYTES = 16L << 20;

    private static final int LENGTH_BYTES = 8;
    /** The data begins at a multiple of this, for readers that map files into memory. */
    private static final int ALIGNMENT = 8;

    private Safetensors() {}

    /** The content of a file: the arrays, which the caller owns, and the free-form metadata of its header. */
    public record Content(NamedWeights weights, Map<String, String> metadata) {}

    /**
     * Reads a file.
     *
     * @throws WeightFileException if it is no sound safetensors file
     */
    public static Content read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(channel, channel.size(), file.toString());
        }
    }

    /**
     * Reads from a stream, such as a zip entry, and leaves it open.
     *
     * @param size the number of bytes in the stream, which bounds the memory that is used
     * @param source names the stream in messages
     */
    public static Content read(InputStream in, long size, String source) throws IOException {
        return read(Channels.newChannel(in), size, source);
    }

    /**
     * Reads the header of a file, and leaves the channel at the start of the data.
     *
     * @param size size of the file in bytes
     * @param source name of the file, for messages
     * @throws WeightFileException if it is no sound safetensors file
     */
    public static SafetensorsHeader header(ReadableByteChannel in, long size, String source) throws IOException {
        try {
            return readHeader(in, size, source);
        } catch (EOFException e) {
            throw new WeightFileException(source + " is cut off: " + e.getMessage(), e);
        }
    }

    private static Content read(ReadableByteChannel in, long size, String source) throws IOException {
        try {
            SafetensorsHeader header = readHeader(in, size, source);
            return new Content(readArrays(in, header), Map.copyOf(header.metadata()));
        } catch (EOFException e) {
            throw new WeightFileException(source + " is cut off: " + e.getMessage(), e);
        }
    }

    private static SafetensorsHeader readHeader(ReadableByteChannel in, long size, String source) throws IOException {
        if (size < LENGTH_BYTES) {
            throw new WeightFileException(source + " has " + size + " bytes, too few for a safetensors file");
        }
        ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        readFully(in, length, "header length");
        long headerBytes = length.getLong(0);
        if (headerBytes < 0 || headerBytes > Math.min(MAX_HEADER_BYTES, size - LENGTH_BYTES)) {
            throw new WeightFileException("the header of " + source + " claims " + Long.toUnsignedString(headerBytes)
                    + " bytes, in a file of " + size + " (at most " + MAX_HEADER_BYTES
                    + " are read): not a safetensors file, or damaged");
        }
        byte[] json = new byte[(int) headerBytes];
        readFully(in, ByteBuffer.wrap(json), "header");
        return SafetensorsHeader.parse(source, json, size - LENGTH_BYTES - headerBytes);
    }

    private static NamedWeights readArrays(ReadableByteChannel in, SafetensorsHeader header) throws IOException {
        Map<String, INDArray> arrays = new HashMap<>();
        List<Entry> byPlace = new ArrayList<>(header.entries());
        byPlace.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        try {
            for (Entry e : byPlace) {
                arrays.put(e.name(), TensorData.read(in, e));
            }
            Map<String, INDArray> inOrder = new LinkedHashMap<>();
            header.entries().forEach(e -> inOrder.put(e.name(), arrays.get(e.name())));
            return new NamedWeights(inOrder);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            new NamedWeights(arrays).close();
            throw e;
        }
    }

    static void readFully(ReadableByteChannel in, ByteBuffer to, String what) throws IOException {
        while (to.hasRemaining()) {
            if (in.read(to) < 0) {
                throw new EOFException(to.remaining() + " bytes of " + what + " are missing");
            }
        }
    }

    /**
     * Writes to a stream, such as a zip entry, and leaves it open. Arrays keep the order of the map.
     *
     * @param arrays FLOAT, DOUBLE, INT32, INT64 or INT8
     */
    public static void write(OutputStream out, Map<String, INDArray> arrays, Map<String, String> metadata)
            throws IOException {
        write(Channels.newChannel(out), header(arrays, metadata), arrays);
    }

    private static void write(WritableByteChannel out, byte[] header, Map<String, INDArray> arrays) throws IOException {
        writeFully(out, ByteBuffer.wrap(header));
        for (INDArray array : arrays.values()) {
            TensorData.write(out, array);
        }
    }

    static void writeFully(WritableByteChannel out, ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            out.write(from);
        }
    }

    /** Length and JSON, padded with spaces. */
    private static byte[] header(Map<String, INDArray> arrays, Map<String, String> metadata) throws IOException {
        List<Entry> entries = new ArrayList<>();
        long at = 0;
        for (Map.Entry<String, INDArray> e : arrays.entrySet()) {
            TensorType type = TensorType.of(e.getKey(), e.getValue().dataType());
            long end = at + e.getValue().length() * type.width();
            entries.add(new Entry(e.getKey(), type, e.getValue().shape(), at, end));
            at = end;
        }
        byte[] json = new SafetensorsHeader(entries, metadata).toJson();
        int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (padded > MAX_HEADER_BYTES) {
            throw new IllegalArgumentException("names, shapes and metadata need a header of " + padded
                    + " bytes; at most " + MAX_HEADER_BYTES + " are allowed");
        }
        byte[] header = new byte[LENGTH_BYTES + padded];
        Arrays.fill(header, (byte) ' ');
        ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(json);
        return header;
    }
}
