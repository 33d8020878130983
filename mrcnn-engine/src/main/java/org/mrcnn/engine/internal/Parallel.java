// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal;

import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Splits work over the common pool of the JVM, of which it uses as many threads as {@link NativeThreads} says. How it is split depends on the machine, so bodies write to places of their
 * own, and a sum is made of blocks whose size does not depend on the split.
 */
public final class Parallel {

    /** Parts per thread: enough that a thread which was held up leaves work to the others. */
    private static final int PARTS_PER_THREAD = 4;

    private Parallel() {}

    /** Work on a part of a range; it can keep scratch arrays for the whole part. */
    @FunctionalInterface
    public interface Body {
        /** Does the work of {@code from} (inclusive) to {@code to} (exclusive). */
        void run(int from, int to);
    }

    /** Runs the body for all of 0 (inclusive) to {@code n} (exclusive), in parts at once; returns when all are done. */
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
        /** Does it. */
        void run(int at, int n);
    }

    /**
     * Runs through an array of {@code length} values in tiles of {@code size}, the last one shorter, in parts at once.
     *
     * @param worker makes the work of one thread, which can keep scratch arrays of {@code size} values
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
