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
 * @param localSteps 1 where the machines add up the gradients of each step; more where each makes so many steps by its own gradients,
 *     after which weights and optimizers are averaged (local SGD: Lin et al., Don't use large mini-batches, use local SGD, 2020)
 */
public record Machine(int rank, int count, Peers peers, int localSteps) {

    /** The only machine. */
    public static final Machine ALONE = new Machine(0, 1, Peers.NONE);

    /** One that adds up the gradients of each step with the others. */
    public Machine(int rank, int count, Peers peers) {
        this(rank, count, peers, 1);
    }

    public Machine {
        if (localSteps < 1) {
            throw new IllegalArgumentException("machine: expected 1 local step or more, found " + localSteps);
        }
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

    /** Whether it makes steps by its own gradients, and meets the others to average. */
    public boolean isLocal() {
        return count > 1 && localSteps > 1;
    }

    /** The machines that add up losses and gradients of each step. */
    Peers stepPeers() {
        return isLocal() ? Peers.NONE : peers;
    }

    /** Replaces arrays by their means over all machines, with the same bits on each: FLOAT, row-major. */
    public void mean(List<INDArray> arrays) {
        peers.sum(arrays);
        arrays.forEach(array -> array.divi(count));
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
