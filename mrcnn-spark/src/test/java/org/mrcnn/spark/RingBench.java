// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Measures two figures of the ring without a network, for docs/scaling.md: gigabytes per second that a machine with two cores
 * sends and receives at once, and the seconds that a small message takes from one machine to the next. As two machines share
 * this one, the rate is computed from the processor time of each.
 */
final class RingBench {

    private static final int MACHINES = 2;
    /** Threads per machine: one sends, one receives. */
    private static final int THREADS = 2;

    private static final int WEIGHTS = 44_000_000;
    private static final int RUNS = 8;
    private static final int SMALL = 5000;

    private RingBench() {}

    public static void main(String[] args) throws IOException {
        double[] seconds = LocalRing.together(MACHINES, RingBench::large).get(0);
        double[] hop = LocalRing.together(MACHINES, RingBench::small).get(0);
        System.out.printf(
                Locale.ROOT,
                "all-reduce of %d weights between 2 machines: %.3f s, %.3f s of processor time each, ring=%.2f; hop=%.6f%n",
                WEIGHTS,
                seconds[0],
                seconds[1],
                WEIGHTS * 4.0 / (seconds[1] / THREADS) / 1e9,
                hop[0]);
    }

    private static double processorSeconds() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    /** Returns the fastest of several runs, so that compilation does not count. */
    private static double[] large(Ring ring) {
        INDArray gradients = Nd4j.zeros(DataType.FLOAT, WEIGHTS);
        double best = Double.POSITIVE_INFINITY;
        double leastWork = Double.POSITIVE_INFINITY;
        for (int i = 0; i < RUNS; i++) {
            double work = processorSeconds();
            long start = System.nanoTime();
            ring.sum(List.of(gradients));
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
            leastWork = Math.min(leastWork, (processorSeconds() - work) / MACHINES);
        }
        return new double[] {best, leastWork};
    }

    private static double[] small(Ring ring) {
        double[] values = new double[10];
        long start = 0;
        for (int i = 0; i < 2 * SMALL; i++) {
            start = i == SMALL ? System.nanoTime() : start;
            ring.sum(values);
        }
        return new double[] {(System.nanoTime() - start) / 1e9 / SMALL};
    }
}
