// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Splits work among threads of the JVM's common pool, whose number {@link NativeThreads} determines. The split depends on the
 * machine, so each part must write to its own places, and sums must be computed from blocks whose size does not depend on the
 * split.
 */
public final class Parallel {

    /** Number of parts per thread: enough that other threads can take over work of a delayed thread. */
    private static final int PARTS_PER_THREAD = 4;

    private Parallel() {}

    /** Work on a part of a range. It can keep working arrays for the whole part. */
    @FunctionalInterface
    public interface Body {
        /** Does the work for {@code from} (inclusive) to {@code to} (exclusive). */
        void run(int from, int to);
    }

    /** Runs the body for 0 (inclusive) to {@code n} (exclusive), in parallel parts. Returns when all parts are done. */
    public static void range(int n, Body body) {
        int threads = ForkJoinPool.getCommonPoolParallelism() + 1;
        int allowed = NativeThreads.available();
        int parts = Math.min(n, allowed < threads ? allowed : PARTS_PER_THREAD * threads);
        if (parts == 1) {
            body.run(0, n);
        } else if (parts > 1) {
            IntStream.range(0, parts).parallel().forEach(p -> body.run(bound(n, parts, p), bound(n, parts, p + 1)));
        }
    }

    /** Work on the {@code n} values from {@code at} on. */
    @FunctionalInterface
    public interface Tile {
        /** Does the work. */
        void run(int at, int n);
    }

    /**
     * Processes an array of {@code length} values in tiles of {@code size}, the last one possibly shorter, in parallel parts.
     *
     * @param worker creates the work of one thread, which can keep working arrays of {@code size} values
     */
    public static void tiles(int length, int size, Supplier<Tile> worker) {
        range((length + size - 1) / size, (from, to) -> {
            Tile tile = worker.get();
            for (int t = from; t < to; t++) {
                tile.run(t * size, Math.min(size, length - t * size));
            }
        });
    }

    private static int bound(int n, int parts, int part) {
        return (int) ((long) n * part / parts);
    }
}
