// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.mrcnn.train.internal.Peers;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes sums over machines that form a ring, in which each sends to the next and receives from the previous one (Patarasuk
 * and Yuan, Bandwidth optimal all-reduce algorithms for clusters of workstations, 2009). Gradients are divided into as many
 * chunks as there are machines. In the first round each chunk passes through all machines, which add their own values; in the
 * second round the sums pass through them again. A machine sends {@code 2 (machines - 1) / machines} times the bytes of the
 * gradients, which is close to the minimum for any number of machines.
 *
 * <p>Each sum is computed in an order that depends only on the number of machines, and then copied to all machines, so that all
 * of them have the same bits, in every run.
 */
final class Ring implements Peers, Closeable {

    private static final int TILE = 1 << 14;

    private final int rank;
    private final int count;
    private final RingLink before;
    private final RingLink next;
    private final ExecutorService sender;

    /** Creates the connections of one machine of a ring of at least two machines. Closing the ring closes them. */
    Ring(int rank, int count, RingLink before, RingLink next) {
        this.rank = rank;
        this.count = count;
        this.before = before;
        this.next = next;
        sender = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "mrcnn-ring-sender");
            thread.setDaemon(true);
            return thread;
        });
    }

    int rank() {
        return rank;
    }

    /**
     * Sums few numbers: those of each machine pass through all machines, and each machine adds all of them in the order of the
     * machines, so that all have the same bits.
     */
    @Override
    public void sum(double[] values) {
        double[][] all = new double[count][];
        all[rank] = values.clone();
        byte[] bytes = new byte[values.length * Double.BYTES];
        for (int hop = 0; hop < count - 1; hop++) {
            numbers(bytes).asDoubleBuffer().put(all[Math.floorMod(rank - hop, count)]);
            next.send(bytes, bytes.length);
            before.receive(bytes, bytes.length);
            double[] received = new double[values.length];
            numbers(bytes).asDoubleBuffer().get(received);
            all[Math.floorMod(rank - hop - 1, count)] = received;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = 0;
            for (double[] each : all) {
                values[i] += each[i];
            }
        }
    }

    @Override
    public void sum(List<INDArray> arrays) {
        FlatFloats all = new FlatFloats(arrays);
        for (int hop = 0; hop < count - 1; hop++) {
            exchange(all, rank - hop, rank - hop - 1, true);
        }
        for (int hop = 0; hop < count - 1; hop++) {
            exchange(all, rank + 1 - hop, rank - hop, false);
        }
    }

    /** Sends one chunk while it receives another. */
    private void exchange(FlatFloats all, int given, int taken, boolean add) {
        Future<?> sent = sender.submit(() -> send(all, chunk(all, given)));
        receive(all, chunk(all, taken), add);
        try {
            sent.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while gradients were sent", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    /** The values from index {@code from} (inclusive) to index {@code to} (exclusive). */
    private record Chunk(int from, int to) {}

    private Chunk chunk(FlatFloats all, int of) {
        long number = Math.floorMod(of, count);
        return new Chunk((int) (all.length() * number / count), (int) (all.length() * (number + 1) / count));
    }

    private void send(FlatFloats all, Chunk chunk) {
        float[] tile = new float[TILE];
        byte[] bytes = new byte[TILE * Float.BYTES];
        for (int at = chunk.from(); at < chunk.to(); at += TILE) {
            int n = Math.min(TILE, chunk.to() - at);
            all.get(at, tile, n);
            numbers(bytes).asFloatBuffer().put(tile, 0, n);
            next.send(bytes, n * Float.BYTES);
        }
    }

    private void receive(FlatFloats all, Chunk chunk, boolean add) {
        float[] tile = new float[TILE];
        float[] own = new float[TILE];
        byte[] bytes = new byte[TILE * Float.BYTES];
        for (int at = chunk.from(); at < chunk.to(); at += TILE) {
            int n = Math.min(TILE, chunk.to() - at);
            before.receive(bytes, n * Float.BYTES);
            numbers(bytes).asFloatBuffer().get(tile, 0, n);
            if (add) {
                all.get(at, own, n);
                for (int i = 0; i < n; i++) {
                    tile[i] += own[i];
                }
            }
            all.put(at, tile, n);
        }
    }

    private static ByteBuffer numbers(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        sender.shutdownNow();
        try (before) {
            next.close();
        }
    }
}
