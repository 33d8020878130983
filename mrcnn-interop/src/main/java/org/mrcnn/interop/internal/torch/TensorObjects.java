// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.util.List;
import java.util.Set;
import org.mrcnn.interop.internal.pickle.Described;
import org.mrcnn.interop.internal.pickle.PersistentId;
import org.mrcnn.interop.internal.pickle.PickledObject;

/**
 * Tensors and arrays among the values of a pickle. The few calls that create them are recognized by name, and their results are
 * derived from the arguments.
 */
final class TensorObjects {

    private static final String TENSOR = "torch._utils._rebuild_tensor";
    private static final String TENSOR_V2 = "torch._utils._rebuild_tensor_v2";

    /** Calls whose first argument is the tensor. */
    private static final Set<String> PARAMETERS = Set.of(
            "torch._utils._rebuild_parameter",
            "torch._utils._rebuild_parameter_with_state",
            "torch.nn.parameter.Parameter",
            "torch.nn.parameter.Buffer",
            "torch._utils._rebuild_device_tensor_from_numpy",
            "torch._utils._rebuild_xla_tensor");

    /** A storage in a pickle that torch.save did not write. The argument is the content of a torch.save file. */
    private static final String EMBEDDED = "torch.storage._load_from_bytes";

    /** A call of the function in the first argument, with the tuple in the third. */
    private static final String SUBCLASS = "torch._tensor._rebuild_from_type_v2";

    /** Maximum nesting of calls. A parameter of a subclass of a view has four levels; damaged values may contain themselves. */
    private static final int MAX_DEPTH = 8;

    /** Finds the data of a storage. */
    @FunctionalInterface
    interface Storages {

        /**
         * Returns the storage, whose type is supported.
         *
         * @throws IllegalArgumentException if the file does not contain it, or it has too few data
         */
        Storage get(StorageId id);
    }

    /** Resolves persistent ids of the oldest format. */
    @FunctionalInterface
    interface StoredTensors {

        /** Returns the tensor with this id; null if there is none. */
        Tensor get(Object id);
    }

    private final Storages storages;
    private final StoredTensors stored;

    TensorObjects(Storages storages, StoredTensors stored) {
        this.storages = storages;
        this.stored = stored;
    }

    /**
     * Returns the tensor that a value represents; null for other values.
     *
     * @throws IllegalArgumentException if the tensor cannot be read
     */
    Tensor tensor(Object value) {
        return tensor(value, MAX_DEPTH);
    }

    private Tensor tensor(Object value, int depth) {
        if (value instanceof PersistentId reference) {
            return stored.get(reference.id());
        }
        if (!(value instanceof PickledObject object) || depth == 0) {
            return null;
        }
        String callable = object.callable();
        if (PARAMETERS.contains(callable)) {
            return inner(object.argument(0), depth);
        }
        if (callable.equals(TENSOR) || callable.equals(TENSOR_V2)) {
            return view(object.arguments());
        }
        if (callable.equals(SUBCLASS) && object.argument(2) instanceof List<?> arguments) {
            String function = String.valueOf(object.argument(0));
            return PARAMETERS.contains(function)
                    ? inner(arguments.isEmpty() ? null : arguments.get(0), depth)
                    : function.equals(TENSOR_V2) ? view(arguments) : null;
        }
        return NumpyArrays.tensor(object);
    }

    private Tensor inner(Object value, int depth) {
        Tensor tensor = tensor(value, depth - 1);
        if (tensor == null) {
            throw new IllegalArgumentException("expected a parameter of a tensor, found " + Described.of(value));
        }
        return tensor;
    }

    private Tensor view(List<?> arguments) {
        if (arguments.size() < 4
                || !(arguments.get(1) instanceof Long offset)
                || !(arguments.get(2) instanceof List<?> shape)
                || !(arguments.get(3) instanceof List<?> strides)) {
            throw new IllegalArgumentException("expected storage, offset, shape and strides, found other arguments");
        }
        return new Tensor(storage(arguments.get(0)), offset, sizes(shape), sizes(strides));
    }

    private Storage storage(Object value) {
        if (value instanceof PickledObject object && object.callable().equals(EMBEDDED)) {
            return TorchStream.storage(NumpyArrays.bytes(object.argument(0)));
        }
        if (!(value instanceof PersistentId reference)) {
            throw new IllegalArgumentException("expected a storage, found " + Described.of(value));
        }
        StorageId id = StorageId.of(reference.id());
        if (id == null) {
            throw new IllegalArgumentException("expected the id of a storage, found " + Described.of(reference.id()));
        }
        if (id.type() == null) {
            throw new UnreadTypeException(id.typeName());
        }
        return storages.get(id);
    }

    /** Returns the integers of a list. */
    static long[] sizes(List<?> list) {
        long[] sizes = new long[list.size()];
        for (int i = 0; i < sizes.length; i++) {
            if (!(list.get(i) instanceof Long size)) {
                throw new IllegalArgumentException("expected whole numbers, found " + Described.of(list.get(i)));
            }
            sizes[i] = size;
        }
        return sizes;
    }
}
