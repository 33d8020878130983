// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.engine.internal.NativeCopy;
import org.mrcnn.engine.internal.weights.SafetensorsHeader.Entry;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Copies a tensor between a channel and native memory in chunks, so that arrays may exceed 2 GiB. */
final class TensorData {

    private static final int CHUNK = 1 << 20;

    private TensorData() {}

    static INDArray read(ReadableByteChannel in, Entry e) throws IOException {
        if (e.begin() == e.end() || e.shape().isEmpty()) {
            return readSmall(in, e);
        }
        INDArray array = Nd4j.createUninitializedDetached(e.type().arrayType(), 'c', e.sides());
        try {
            fill(in, e, array);
            return array;
        } catch (IOException | RuntimeException fault) {
            array.close();
            throw fault;
        }
    }

    /** Reads empty arrays and scalars. */
    private static INDArray readSmall(ReadableByteChannel in, Entry e) throws IOException {
        INDArray array = Nd4j.create(e.type().arrayType(), e.sides());
        if (e.end() > e.begin()) {
            fill(in, e, array);
        }
        return array;
    }

    private static void fill(ReadableByteChannel in, Entry e, INDArray array) throws IOException {
        int elements = CHUNK / Long.BYTES;
        // On the heap, because the memory of a direct buffer per tensor would be held until the garbage collector runs.
        ByteBuffer file = ByteBuffer.allocate(
                        e.type().sameBytes() ? 0 : elements * e.type().width())
                .order(ByteOrder.LITTLE_ENDIAN);
        int width = e.type().arrayType().width();
        for (long done = 0; done < array.length(); done += elements) {
            int n = (int) Math.min(elements, array.length() - done);
            ByteBuffer to = bytes(array, done * width, n * width);
            if (e.type().sameBytes()) {
                Safetensors.readFully(in, to, "tensor " + e.name());
            } else {
                Safetensors.readFully(in, file.clear().limit(n * e.type().width()), "tensor " + e.name());
                e.type().widen(file.flip(), to);
            }
        }
    }

    static void write(WritableByteChannel out, INDArray array) throws IOException {
        if (array.isEmpty()) {
            return;
        }
        boolean copied = !NativeCopy.isContiguous(array);
        INDArray rows = copied ? array.dup('c') : array;
        long total = rows.length() * rows.dataType().width();
        for (long done = 0; done < total; done += CHUNK) {
            Safetensors.writeFully(out, bytes(rows, done, (int) Math.min(CHUNK, total - done)));
        }
        if (copied) {
            rows.close();
        }
    }

    /** Returns the native memory of an array as a buffer, little-endian like every platform of ND4J. */
    private static ByteBuffer bytes(INDArray array, long from, int count) {
        Pointer p = new Pointer(array.data().addressPointer());
        return p.limit(from + count).position(from).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
}
