// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes values in the format of torch.save before PyTorch 1.6: maps, lists, texts, integers, and arrays of longs, which are
 * the shapes of tensors. All tensors are views of one storage of zeros, which takes no space on the disk.
 */
final class TorchSaved {

    private static final String PREAMBLE =
            "\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.\u0080\u0002M\u00e9\u0003.\u0080\u0002}.";

    /** Number of elements of the largest kernel of a ResNet-18. */
    private static final int ELEMENTS = 512 * 512 * 9;

    private final String storage;
    private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();

    private TorchSaved(String storage) {
        this.storage = storage;
    }

    /** Writes a file with tensors of float32. */
    static Path write(Path file, Object value) throws IOException {
        return write(file, value, "FloatStorage", Float.BYTES);
    }

    /**
     * Writes a file.
     *
     * @param storage PyTorch's name of the type of all tensors
     * @param width bytes per element of this type
     */
    static Path write(Path file, Object value, String storage, int width) throws IOException {
        TorchSaved saved = new TorchSaved(storage);
        saved.operation(PREAMBLE + "\u0080\u0002");
        saved.value(value);
        saved.operation(".\u0080\u0002]U\u00010a.");
        byte[] head = saved.pickle.toByteArray();
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(head.length + Long.BYTES + (long) ELEMENTS * width);
            out.write(head);
            out.writeLong(Long.reverseBytes(ELEMENTS));
        }
        return file;
    }

    private void value(Object value) {
        if (value instanceof Map<?, ?> map) {
            operation("}(");
            map.forEach((key, inner) -> {
                value(key);
                value(inner);
            });
            operation("u");
        } else if (value instanceof List<?> list) {
            operation("](");
            list.forEach(this::value);
            operation("e");
        } else if (value instanceof long[] shape) {
            tensor(shape);
        } else if (value instanceof Integer number) {
            number(number);
        } else {
            text((String) value);
        }
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

    private void number(long number) {
        operation("J");
        number32((int) number);
    }

    private void number32(int number) {
        pickle.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array());
    }

    private void numbers(long... numbers) {
        operation("(");
        for (long number : numbers) {
            number(number);
        }
        operation("t");
    }

    private void tensor(long[] shape) {
        operation("ctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagectorch\n" + storage + "\nU\u00010U\u0003cpu");
        number(ELEMENTS);
        operation("NtQ");
        number(0);
        numbers(shape);
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        numbers(strides);
        operation("\u0089}tR");
    }
}
