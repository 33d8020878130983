// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Parallel loops in the common pool. */
final class ParallelImages {
    private ParallelImages() {}

    /** Runs a step for each number from 0 to {@code count} - 1, in any order. An exception of a step keeps its message. */
    static void forEach(int count, IntConsumer step) {
        try {
            IntStream.range(0, count).parallel().forEach(step);
        } catch (IllegalArgumentException e) {
            // for an exception in another thread, the pool throws a copy with the original as its cause
            boolean copied = e.getCause() instanceof IllegalArgumentException
                    && e.getCause().toString().equals(e.getMessage());
            throw copied ? (IllegalArgumentException) e.getCause() : e;
        }
    }
}
