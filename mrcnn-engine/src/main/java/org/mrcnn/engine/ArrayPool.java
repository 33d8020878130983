package org.mrcnn.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.nd4j.autodiff.samediff.internal.memory.AbstractMemoryMgr;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Lends the arrays of graph runs and takes them back: a run of the same shapes allocates nothing new. Buffers are reused
 * across shapes of equal length. Not thread-safe.
 */
final class ArrayPool extends AbstractMemoryMgr implements AutoCloseable {

    private record Key(DataType type, long length) {}

    private final Map<Key, Deque<DataBuffer>> free = new HashMap<>();
    private final IdentityHashMap<INDArray, DataBuffer> lent = new IdentityHashMap<>();
    private long bytes;

    @Override
    public INDArray allocate(boolean detached, DataType type, long... shape) {
        return lend(type, shape, 'c');
    }

    @Override
    public INDArray allocate(boolean detached, LongShapeDescriptor d) {
        return d.isEmpty() ? Nd4j.create(d) : lend(d.dataType(), d.getShape(), d.getOrder());
    }

    private INDArray lend(DataType type, long[] shape, char order) {
        long length = 1;
        for (long side : shape) {
            length *= side;
        }
        if (shape.length == 0) {
            return Nd4j.createUninitializedDetached(type, order, shape);
        }
        Deque<DataBuffer> buffers = free.get(new Key(type, length));
        DataBuffer buffer = buffers == null ? null : buffers.poll();
        if (buffer == null) {
            buffer = Nd4j.createBuffer(type, length, false);
            bytes += length * type.width();
        }
        INDArray array = Nd4j.create(buffer, shape, Nd4j.getStrides(shape, order), 0, order, type);
        lent.put(array, buffer);
        return array;
    }

    @Override
    public void release(INDArray array) {
        DataBuffer buffer = lent.remove(array);
        if (buffer != null) {
            giveBack(buffer);
        }
    }

    private void giveBack(DataBuffer buffer) {
        free.computeIfAbsent(new Key(buffer.dataType(), buffer.length()), k -> new ArrayDeque<>())
                .push(buffer);
    }

    /** Takes back all that is still lent: the outputs of a run, once their reader is done. */
    void reclaim() {
        new ArrayList<>(lent.values()).forEach(this::giveBack);
        lent.clear();
    }

    /** The size of all buffers, lent and free. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        reclaim();
        free.values().forEach(buffers -> buffers.forEach(DataBuffer::close));
        free.clear();
        bytes = 0;
    }
}
