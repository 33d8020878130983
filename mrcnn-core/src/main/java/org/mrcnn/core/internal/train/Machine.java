// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.mrcnn.data.internal.loader.LoaderSettings;
import org.mrcnn.train.internal.Peers;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One of the machines of a training run, each of which has a part of every batch. All make the same steps with the same weights; what
 * one of them decides or measures alone, the first does for all: time, validation, calibration.
 *
 * @param rank from 0
 * @param count machines, at least 1
 * @param peers the other machines
 */
public record Machine(int rank, int count, Peers peers) {

    /** The only machine. */
    public static final Machine ALONE = new Machine(0, 1, Peers.NONE);

    public Machine {
        if (count < 1 || rank < 0 || rank >= count) {
            throw new IllegalArgumentException(
                    "machine: expected a rank from 0 to below the number of machines, found " + rank + " of " + count);
        }
    }

    /** Whether there is no other. */
    public boolean isAlone() {
        return count == 1;
    }

    /** Whether it decides for all. */
    public boolean isFirst() {
        return rank == 0;
    }

    /** Which images of each batch it has. */
    public LoaderSettings.Places places(int batchSize) {
        if (batchSize < count) {
            throw new IllegalArgumentException("train.batchSize: expected at least one image for each of " + count
                    + " machines, found " + batchSize);
        }
        return new LoaderSettings.Places(bound(batchSize, rank), bound(batchSize, rank + 1));
    }

    private int bound(int batchSize, int machine) {
        return (int) ((long) batchSize * machine / count);
    }

    /** The most images of a batch that any machine has. */
    int most(int batchSize) {
        return (batchSize + count - 1) / count;
    }

    /** The number that the first machine has. */
    public double fromFirst(double own) {
        double[] value = {isFirst() ? own : 0};
        peers.sum(value);
        return value[0];
    }

    /** Gives all machines the values that the first has: FLOAT arrays, row-major. */
    public void fromFirst(List<INDArray> arrays) {
        if (!isFirst()) {
            arrays.forEach(array -> array.assign(0));
        }
        peers.sum(arrays);
    }

    /** The time of the first machine, to be asked by all as often. */
    public LongSupplier clock() {
        long start = System.nanoTime();
        return () -> (long) fromFirst((double) (System.nanoTime() - start));
    }

    /** Whether a condition holds on any machine, to be asked by all as often. */
    public BooleanSupplier any(BooleanSupplier own) {
        return isAlone()
                ? own
                : () -> {
                    double[] holds = {own.getAsBoolean() ? 1 : 0};
                    peers.sum(holds);
                    return holds[0] > 0;
                };
    }

    /**
     * Compares what all machines must have alike.
     *
     * @param what it is, for the message
     * @throws IllegalArgumentException naming a machine that has another text than the first
     */
    public void requireSame(String what, String text) {
        double[] hashes = new double[count];
        hashes[rank] = text.hashCode();
        peers.sum(hashes);
        for (int other = 1; other < count; other++) {
            if (hashes[other] != hashes[0]) {
                throw new IllegalArgumentException(what + ": expected the same on all " + count
                        + " machines, found another on machine " + other + " than on machine 0, hashes "
                        + Arrays.toString(hashes));
            }
        }
    }
}
