// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mrcnn.engine.internal.weights.Safetensors;
import org.mrcnn.engine.internal.weights.SafetensorsHeader;
import org.mrcnn.interop.internal.bytes.Bytes;
import org.mrcnn.interop.internal.bytes.FileBytes;

/** A safetensors file of PyTorch software. Its header is read when it is opened, its tensors on demand. */
final class SafetensorsFile {

    private SafetensorsFile() {}

    /** Opens a file. */
    static Contents open(Path file) throws IOException {
        FileBytes bytes = FileBytes.open(file);
        try {
            return new Contents(file, tensors(file, bytes), new TensorObjects(null, null), bytes::close);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    private static Map<String, Tensor> tensors(Path file, FileBytes bytes) throws IOException {
        SafetensorsHeader header;
        long begin;
        try (FileChannel channel = FileChannel.open(file)) {
            header = Safetensors.header(channel, channel.size(), file.toString());
            begin = channel.position();
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            Bytes data = bytes.slice(begin + entry.begin(), entry.end() - entry.begin());
            long length = data.size() / entry.type().width();
            Storage storage = new Storage(data, entry.type(), ByteOrder.LITTLE_ENDIAN, length);
            tensors.put(entry.name(), Tensor.of(storage, entry.sides()));
        }
        return tensors;
    }
}
