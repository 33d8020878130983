// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.mrcnn.engine.internal.NativeCopy;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Writes tensors like torch.save since PyTorch 1.6, for {@code torch.load(file)}: an OrderedDict, pickled with protocol 2, and
 * one entry for the elements of each tensor.
 */
final class TorchZipWriter {

    private static final String FOLDER = "archive/";

    private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();

    private TorchZipWriter() {}

    /**
     * Writes to a stream without closing it.
     *
     * @param tensors FLOAT or INT64, row-major
     */
    static void write(OutputStream out, Map<String, INDArray> tensors) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        store(zip, "data.pkl", ByteBuffer.wrap(new TorchZipWriter().pickled(tensors)));
        store(zip, "byteorder", ascii("little"));
        int key = 0;
        for (INDArray tensor : tensors.values()) {
            store(zip, "data/" + key++, NativeCopy.bytes(tensor));
        }
        store(zip, "version", ascii("3\n"));
        zip.finish();
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Adds an entry without compression, because PyTorch reads elements directly from the file. */
    private static void store(ZipOutputStream zip, String name, ByteBuffer content) throws IOException {
        ZipEntry entry = new ZipEntry(FOLDER + name);
        CRC32 checksum = new CRC32();
        checksum.update(content.duplicate());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.remaining());
        entry.setCrc(checksum.getValue());
        entry.setTime(0); // makes the files of equal models identical
        zip.putNextEntry(entry);
        WritableByteChannel channel = Channels.newChannel(zip);
        while (content.hasRemaining()) {
            channel.write(content);
        }
        zip.closeEntry();
    }

    private byte[] pickled(Map<String, INDArray> tensors) {
        operation("\u0080\u0002");
        emptyOrderedDict();
        operation("(");
        int key = 0;
        for (Map.Entry<String, INDArray> e : tensors.entrySet()) {
            text(e.getKey());
            tensor(Integer.toString(key++), e.getValue());
        }
        operation("u.");
        return pickle.toByteArray();
    }

    private void operation(String latin1) {
        pickle.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        operation("X");
        number32(utf8.length);
        pickle.writeBytes(utf8);
    }

    private void number32(int value) {
        pickle.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private void number(long value) {
        operation("J");
        number32(Math.toIntExact(value));
    }

    private void numbers(long... values) {
        operation("(");
        for (long value : values) {
            number(value);
        }
        operation("t");
    }

    private void emptyOrderedDict() {
        operation("ccollections\nOrderedDict\n)R");
    }

    /** Writes a call of _rebuild_tensor_v2 with storage, offset, shape, strides, requires_grad and hooks. */
    private void tensor(String key, INDArray tensor) {
        operation("ctorch._utils\n_rebuild_tensor_v2\n((");
        text("storage");
        operation("ctorch\n" + (tensor.dataType() == DataType.INT64 ? "LongStorage" : "FloatStorage") + "\n");
        text(key);
        text("cpu");
        number(tensor.length());
        operation("tQ");
        number(0);
        numbers(tensor.shape());
        numbers(tensor.rank() == 0 ? new long[0] : Nd4j.getStrides(tensor.shape(), 'c'));
        operation("\u0089");
        emptyOrderedDict();
        operation("tR");
    }
}
