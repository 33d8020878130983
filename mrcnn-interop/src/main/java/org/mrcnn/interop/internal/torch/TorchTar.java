// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.bytes.Bytes;
import org.mrcnn.interop.internal.bytes.FileBytes;
import org.mrcnn.interop.internal.pickle.Global;
import org.mrcnn.interop.internal.pickle.Pickle;

/**
 * The oldest format of torch.save: a tar with the files storages, tensors and pickle. The pickle refers to storages and tensors
 * by number.
 */
final class TorchTar {

    private static final long MAX_TENSORS = 100_000;

    private final Bytes file;
    private final Map<String, Storage> storages = new HashMap<>();
    private final Map<String, Tensor> tensors = new HashMap<>();

    private TorchTar(Bytes file) {
        this.file = file;
    }

    /** Opens a file. */
    static Contents open(Path path) throws IOException {
        FileBytes file = FileBytes.open(path);
        try {
            Map<String, Bytes> parts = TarEntries.of(file);
            TorchTar tar = new TorchTar(file);
            tar.readStorages(part(file, parts, "storages"));
            tar.readTensors(part(file, parts, "tensors"));
            Pickle pickle = Pickle.read(part(file, parts, "pickle"), 0);
            TensorObjects objects = new TensorObjects(
                    id -> {
                        throw new IllegalArgumentException("expected the number of a tensor, found a storage");
                    },
                    id -> tar.tensors.get(String.valueOf(id)));
            return new Contents(path, pickle.value(), objects, file::close);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static Bytes part(Bytes file, Map<String, Bytes> parts, String name) {
        Bytes part = parts.get(name);
        if (part == null) {
            throw new WeightFileException(file.name() + ": expected a tar of torch.save with a part " + name
                    + ", found the parts " + parts.keySet());
        }
        return part;
    }

    private WeightFileException fault(String what) {
        return new WeightFileException(file.name() + ": damaged: " + what);
    }

    private List<?> triple(Pickle pickle, String what) {
        if (pickle.value() instanceof List<?> parts && parts.size() == 3) {
            return parts;
        }
        throw fault("expected three values for " + what);
    }

    private long count(Pickle pickle) {
        if (pickle.value() instanceof Long count && count >= 0 && count <= MAX_TENSORS) {
            return count;
        }
        throw fault("expected a number of storages or tensors up to " + MAX_TENSORS);
    }

    private void readStorages(Bytes part) throws IOException {
        Pickle count = Pickle.read(part, 0);
        long at = count.end();
        for (long i = 0; i < count(count); i++) {
            Pickle head = Pickle.read(part, at);
            List<?> parts = triple(head, "a storage");
            StorageId id = StorageId.of(
                    parts.get(2) instanceof Global type ? type.name() : "none", String.valueOf(parts.get(0)), 0, null);
            if (id.width() == 0) {
                throw fault("expected the type of a storage");
            }
            TorchStream.Stored stored = TorchStream.Stored.at(part, head.end(), id.width());
            if (id.type() != null) {
                storages.put(id.key(), new Storage(stored.data(), id.type(), ByteOrder.LITTLE_ENDIAN, stored.length()));
            }
            at = stored.end();
        }
        readViews(Pickle.read(part, at));
    }

    /** Reads storages that are parts of other storages. */
    private void readViews(Pickle views) {
        if (!(views.value() instanceof List<?> list)) {
            throw fault("expected a list of views of storages");
        }
        for (Object view : list) {
            if (!(view instanceof List<?> parts)
                    || parts.size() != 4
                    || !(parts.get(2) instanceof Long from)
                    || !(parts.get(3) instanceof Long count)) {
                throw fault("expected a view of a storage");
            }
            Storage root = storages.get(String.valueOf(parts.get(1)));
            if (root != null) {
                storages.put(String.valueOf(parts.get(0)), TorchStream.view(root, List.of(from, count)));
            }
        }
    }

    private void readTensors(Bytes part) throws IOException {
        Pickle count = Pickle.read(part, 0);
        long at = count.end();
        for (long i = 0; i < count(count); i++) {
            Pickle head = Pickle.read(part, at);
            List<?> parts = triple(head, "a tensor");
            ByteBuffer rank = numbers(part, head.end(), 1);
            int axes = rank.getInt(0);
            if (axes < 0 || axes > Tensor.MAX_RANK) {
                throw fault("a tensor of " + axes + " axes");
            }
            ByteBuffer view = numbers(part, head.end() + Long.BYTES, 2 * axes + 1);
            Storage storage = storages.get(String.valueOf(parts.get(1)));
            if (storage != null) {
                long[] shape = longs(view, axes);
                long[] strides = longs(view, axes);
                tensors.put(String.valueOf(parts.get(0)), new Tensor(storage, view.getLong(), shape, strides));
            }
            at = head.end() + Long.BYTES * (2L * axes + 2);
        }
    }

    private static ByteBuffer numbers(Bytes part, long at, int count) throws IOException {
        ByteBuffer numbers = ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        part.read(at, numbers);
        return numbers.flip();
    }

    private static long[] longs(ByteBuffer from, int count) {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = from.getLong();
        }
        return values;
    }
}
