// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.keras;

import io.jhdf.ObjectHeader;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.CompactDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A dataset of 32-bit floats. It is checked on creation; its values are read on demand. */
final class Hdf5Tensor {

    /** Number of bytes per read. */
    private static final int BLOCK = 1 << 20;

    /** The maximum compression ratio of deflate. */
    private static final int MAX_DEFLATE = 1032;

    private static final int EXPONENT_BIAS = 127;

    private final BoundedStorage storage;
    private final String path;
    private final ObjectHeader header;
    private final long[] shape;

    private Hdf5Tensor(BoundedStorage storage, String path, ObjectHeader header, long[] shape) {
        this.storage = storage;
        this.path = path;
        this.header = header;
        this.shape = shape;
    }

    BoundedStorage storage() {
        return storage;
    }

    /** Returns the path in the file, for messages. */
    String path() {
        return path;
    }

    ObjectHeader header() {
        return header;
    }

    /** Returns the shape, which must not be changed. */
    long[] shape() {
        return shape;
    }

    /**
     * Returns the dataset with this header.
     *
     * @throws HdfException if it does not contain 32-bit floats, or is larger than the file allows
     */
    static Hdf5Tensor of(BoundedStorage storage, String path, ObjectHeader header) {
        if (!header.hasMessageOfType(DataSpaceMessage.class)) {
            throw new HdfException("expected a dataset, found a group");
        }
        DataType type = header.getMessageOfType(DataTypeMessage.class).getDataType();
        if (!(type instanceof FloatingPoint f)
                || f.getSize() != Float.BYTES
                || f.getExponentBias() != EXPONENT_BIAS
                || f.getByteOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new HdfException("expected little-endian 32-bit floats, found "
                    + type.getClass().getSimpleName() + " of " + type.getSize() + " bytes");
        }
        long[] shape =
                header.getMessageOfType(DataSpaceMessage.class).getDataSpace().getDimensionsAsLong();
        Hdf5Tensor tensor = new Hdf5Tensor(storage, path, header, shape);
        tensor.checkSize();
        return tensor;
    }

    private void checkSize() {
        long bytes = Float.BYTES;
        for (long side : shape) {
            if (side < 0) {
                throw new HdfException("the shape " + Arrays.toString(shape));
            }
            bytes = Math.multiplyExact(bytes, side);
        }
        DataLayoutMessage layout = header.getMessageOfType(DataLayoutMessage.class);
        if (layout instanceof ContiguousDataLayoutMessage data) {
            storage.checkWithin(data.getAddress(), bytes);
        } else if (layout instanceof CompactDataLayoutMessage data) {
            if (data.getDataBuffer().remaining() < bytes) {
                throw new HdfException("fewer bytes than its shape needs, " + bytes);
            }
        } else if (layout instanceof ChunkedDataLayoutMessage) {
            if (bytes > Math.min(Integer.MAX_VALUE, storage.size() * MAX_DEFLATE)) {
                throw new HdfException("the shape " + Arrays.toString(shape)
                        + ", which needs more bytes than a file of " + storage.size() + " bytes can hold");
            }
        } else {
            throw new HdfException(
                    "it is stored in a form that Keras does not write (h5py's libver=\"latest\"); copy the"
                            + " file with h5py's default settings");
        }
    }

    /** Fills a buffer of exactly the tensor's size with its bytes, row-major. */
    void readInto(ByteBuffer to) {
        DataLayoutMessage layout = header.getMessageOfType(DataLayoutMessage.class);
        if (layout instanceof ContiguousDataLayoutMessage data) {
            int bytes = to.capacity();
            for (int at = 0; at < bytes; at += BLOCK) {
                storage.read(
                        data.getAddress() + at,
                        to.limit(Math.min(bytes, at + BLOCK)).position(at));
            }
        } else if (layout instanceof CompactDataLayoutMessage data) {
            to.put(data.getDataBuffer().limit(to.remaining()));
        } else {
            new Hdf5Chunks(this).readInto(to);
        }
    }
}
