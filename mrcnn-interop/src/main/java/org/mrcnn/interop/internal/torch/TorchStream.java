// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.bytes.Bytes;
import org.mrcnn.interop.internal.bytes.FileBytes;
import org.mrcnn.interop.internal.pickle.Described;
import org.mrcnn.interop.internal.pickle.PersistentId;
import org.mrcnn.interop.internal.pickle.Pickle;

/**
 * The format of torch.save before PyTorch 1.6: five pickles with a magic number, a version, the system, the value, and the keys
 * of the storages; then each storage, preceded by its length.
 */
final class TorchStream {

    /** Number of pickles before the value. */
    private static final int PREAMBLE = 3;

    private TorchStream() {}

    /** Opens a file. */
    static Contents open(Path file) throws IOException {
        FileBytes bytes = FileBytes.open(file);
        try {
            Saved saved = Saved.in(bytes);
            return new Contents(file, saved.value(), new TensorObjects(saved::storage, id -> null), bytes::close);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    /**
     * Returns a storage that was saved alone.
     *
     * @throws IllegalArgumentException if the bytes are something else
     */
    static Storage storage(Bytes bytes) {
        try {
            Saved saved = Saved.in(bytes);
            StorageId id = saved.value() instanceof PersistentId reference ? StorageId.of(reference.id()) : null;
            if (id == null) {
                throw new IllegalArgumentException("expected a storage, found " + Described.of(saved.value()));
            }
            if (id.type() == null) {
                throw new UnreadTypeException(id.typeName());
            }
            return saved.storage(id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The saved value and its storages. */
    private record Saved(Object value, Map<String, Storage> storages) {

        static Saved in(Bytes bytes) throws IOException {
            long at = 0;
            for (int i = 0; i < PREAMBLE; i++) {
                at = Pickle.read(bytes, at).end();
            }
            Pickle value = Pickle.read(bytes, at);
            Pickle keys = Pickle.read(bytes, value.end());
            return new Saved(value.value(), TorchStream.storages(bytes, widths(value.ids()), keys));
        }

        Storage storage(StorageId id) {
            Storage all = storages.get(id.key());
            if (all == null) {
                throw new IllegalArgumentException("expected the storage " + id.key() + ", found none");
            }
            return id.view() == null ? all : view(all, id.view());
        }
    }

    static Storage view(Storage all, List<Long> view) {
        int width = all.type().width();
        if (view.get(0) < 0 || view.get(1) < 0 || view.get(0) > all.length() - view.get(1)) {
            throw new IllegalArgumentException("expected a view within " + all.length() + " elements, found " + view);
        }
        return new Storage(
                all.data().slice(view.get(0) * width, view.get(1) * width), all.type(), all.order(), view.get(1));
    }

    private static Map<String, StorageId> widths(List<PersistentId> ids) {
        Map<String, StorageId> byKey = new HashMap<>();
        for (PersistentId id : ids) {
            StorageId storage = StorageId.of(id.id());
            if (storage != null) {
                byKey.put(storage.key(), storage);
            }
        }
        return byKey;
    }

    private static Map<String, Storage> storages(Bytes bytes, Map<String, StorageId> ids, Pickle keys)
            throws IOException {
        if (!(keys.value() instanceof List<?> list)) {
            throw new WeightFileException(bytes.name() + ": damaged: expected a list of storages");
        }
        Map<String, Storage> storages = new HashMap<>();
        long at = keys.end();
        for (Object key : list) {
            StorageId id = ids.get(String.valueOf(key));
            if (id == null || id.width() == 0) {
                throw new WeightFileException(
                        bytes.name() + ": damaged: a storage that no tensor uses, or of an unknown"
                                + " type, in the list of storages");
            }
            Stored stored = Stored.at(bytes, at, id.width());
            if (id.type() != null) {
                storages.put(id.key(), new Storage(stored.data(), id.type(), ByteOrder.LITTLE_ENDIAN, stored.length()));
            }
            at = stored.end();
        }
        return storages;
    }

    /**
     * A storage that is preceded by its length.
     *
     * @param length number of elements
     * @param end the offset after the storage
     */
    record Stored(Bytes data, long length, long end) {

        static Stored at(Bytes bytes, long at, int width) throws IOException {
            ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.read(at, count);
            long length = count.getLong(0);
            if (length < 0 || length > bytes.size() / width) {
                throw new WeightFileException(bytes.name() + ": damaged: a storage of " + Long.toUnsignedString(length)
                        + " elements at byte " + at + ", more than the file has");
            }
            long begin = at + Long.BYTES;
            return new Stored(bytes.slice(begin, length * width), length, begin + length * width);
        }
    }
}
