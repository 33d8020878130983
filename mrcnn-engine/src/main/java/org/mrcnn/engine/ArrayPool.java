// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.autodiff.samediff.internal.memory.AbstractMemoryMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Allocates the arrays of graph runs and takes them back for reuse: a run with the same shapes allocates nothing new, and one
 * with other shapes little, because a block of memory is used for any array that fits without much waste. Before the pool grows,
 * it frees the blocks that were not needed lately. Not thread-safe.
 */
final class ArrayPool extends AbstractMemoryMgr implements AutoCloseable {

    /** Blocks are aligned to cache lines, for which vector instructions are fastest. */
    private static final long ALIGNMENT = 64;

    /** A block is used for arrays down to this fraction of its size. */
    private static final int LARGEST_WASTE = 2;

    /** Blocks that neither this run nor the one before it has used are freed before the pool grows. */
    private static final int IDLE_RUNS = 2;

    /** Memory of the C heap. */
    private static final class Block {
        private final BytePointer memory;
        private final Pointer start; // the first aligned address
        private final long bytes;
        private long lastRun;

        Block(BytePointer memory, long bytes) {
            this.memory = memory;
            this.bytes = bytes;
            start = memory.getPointer((ALIGNMENT - memory.address() % ALIGNMENT) % ALIGNMENT);
        }
    }

    private final LongFunction<BytePointer> allocate;
    private final TreeMap<Long, Deque<Block>> free = new TreeMap<>();
    private final IdentityHashMap<INDArray, Block> lent = new IdentityHashMap<>();
    /** Also read by other threads, which count memory during a run. */
    private final AtomicLong bytes = new AtomicLong();

    private long run;

    ArrayPool() {
        this(BytePointer::new);
    }

    /** @param allocate allocates a number of bytes; tests make it fail */
    ArrayPool(LongFunction<BytePointer> allocate) {
        this.allocate = allocate;
    }

    @Override
    public INDArray allocate(boolean detached, DataType type, long... shape) {
        return lend(type, shape, 'c');
    }

    @Override
    public INDArray allocate(boolean detached, LongShapeDescriptor d) {
        return d.isEmpty() ? Nd4j.create(d) : lend(d.dataType(), d.getShape(), d.getOrder());
    }

    private INDArray lend(DataType type, long[] shape, char order) {
        if (shape.length == 0) {
            return Nd4j.createUninitializedDetached(type, order, shape);
        }
        long length = 1;
        for (long side : shape) {
            length *= side;
        }
        Block block = block(length * type.width());
        try {
            INDArray array = Nd4j.create(
                    Nd4j.createBuffer(block.start, length, type), shape, Nd4j.getStrides(shape, order), 0, order, type);
            lent.put(array, block);
            return array;
        } catch (RuntimeException | Error e) {
            giveBack(block);
            throw e;
        }
    }

    /** Returns the smallest free block that fits, or a new one. */
    private Block block(long wanted) {
        Map.Entry<Long, Deque<Block>> fitting = free.ceilingEntry(wanted);
        if (fitting != null && fitting.getKey() <= LARGEST_WASTE * sizeClass(wanted)) {
            Block block = fitting.getValue().pop();
            if (fitting.getValue().isEmpty()) {
                free.remove(fitting.getKey());
            }
            return block;
        }
        free.values().forEach(blocks -> blocks.removeIf(this::freedIfIdle));
        free.values().removeIf(Deque::isEmpty);
        long size = sizeClass(wanted);
        Block block = new Block(allocate.apply(size + ALIGNMENT), size);
        bytes.addAndGet(size);
        return block;
    }

    private boolean freedIfIdle(Block block) {
        boolean idle = run - block.lastRun >= IDLE_RUNS;
        if (idle) {
            block.memory.close();
            bytes.addAndGet(-block.bytes);
        }
        return idle;
    }

    /** Rounds up to an eighth of a power of two, so that arrays of nearly the same size share blocks. */
    private static long sizeClass(long wanted) {
        long step = Math.max(ALIGNMENT, Long.highestOneBit(wanted) / 8);
        return (wanted + step - 1) / step * step;
    }

    @Override
    public void release(INDArray array) {
        Block block = lent.remove(array);
        if (block != null) {
            giveBack(block);
        }
    }

    private void giveBack(Block block) {
        block.lastRun = run;
        free.computeIfAbsent(block.bytes, k -> new ArrayDeque<>()).push(block);
    }

    /** Ends a run: takes back all arrays still in use, which are its outputs. */
    void reclaim() {
        new ArrayList<>(lent.values()).forEach(this::giveBack);
        lent.clear();
        run++;
    }

    /** Returns the size of all blocks, in use and free. */
    long bytes() {
        return bytes.get();
    }

    @Override
    public void close() {
        reclaim();
        free.values().forEach(blocks -> blocks.forEach(block -> block.memory.close()));
        free.clear();
        bytes.set(0);
    }
}
