// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Loops on all cores of the common pool. */
final class ParallelImages {
    private ParallelImages() {}

    /** Runs a step for each number from 0 to before {@code count}, in any order; a fault of one keeps its message. */
    static void forEach(int count, IntConsumer step) {
        try {
            IntStream.range(0, count).parallel().forEach(step);
        } catch (IllegalArgumentException e) {
            // of a fault in another thread the pool throws a copy with the original as its cause
            boolean copied = e.getCause() instanceof IllegalArgumentException
                    && e.getCause().toString().equals(e.getMessage());
            throw copied ? (IllegalArgumentException) e.getCause() : e;
        }
    }
}
