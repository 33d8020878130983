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
 * One of the machines of a training run, each of which gets a part of every batch. All machines make the same steps with the
 * same weights. What only one machine must decide or measure, such as time, validation and calibration, is done by the first.
 *
 * @param rank number of this machine, from 0
 * @param count number of machines, 1 or more
 * @param peers the other machines
 * @param localSteps 1 if the machines sum the gradients of each step; a larger number if each machine makes this number of
 *     steps with its own gradients before weights and optimizers are averaged (local SGD: Lin et al., Don't use large
 *     mini-batches, use local SGD, 2020)
 */
public record Machine(int rank, int count, Peers peers, int localSteps) {

    /** The only machine. */
    public static final Machine ALONE = new Machine(0, 1, Peers.NONE);

    /** Creates a machine that sums the gradients of each step with the others. */
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

    /** Returns whether this is the only machine. */
    public boolean isAlone() {
        return count == 1;
    }

    /** Returns whether this is the first machine, which decides for all. */
    public boolean isFirst() {
        return rank == 0;
    }

    /** Returns whether the machine makes steps with its own gradients, and only averages with the others. */
    public boolean isLocal() {
        return count > 1 && localSteps > 1;
    }

    /** Returns the machines that sum losses and gradients in each step. */
    Peers stepPeers() {
        return isLocal() ? Peers.NONE : peers;
    }

    /** Replaces row-major FLOAT arrays by their means over all machines, with the same bits on each. */
    public void mean(List<INDArray> arrays) {
        peers.sum(arrays);
        arrays.forEach(array -> array.divi(count));
    }

    /** Returns which images of each batch this machine gets. */
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

    /** Returns the largest number of images of a batch that a machine gets. */
    int most(int batchSize) {
        return (batchSize + count - 1) / count;
    }

    /** Returns the number that the first machine passes. */
    public double fromFirst(double own) {
        double[] value = {isFirst() ? own : 0};
        peers.sum(value);
        return value[0];
    }

    /** Copies the values of the first machine to all machines: row-major FLOAT arrays. */
    public void fromFirst(List<INDArray> arrays) {
        if (!isFirst()) {
            arrays.forEach(array -> array.assign(0));
        }
        peers.sum(arrays);
    }

    /** Returns a clock with the time of the first machine. All machines must read it equally often. */
    public LongSupplier clock() {
        long start = System.nanoTime();
        return () -> (long) fromFirst((double) (System.nanoTime() - start));
    }

    /** Returns a condition that is true if {@code own} is true on any machine. All machines must evaluate it equally often. */
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
     * Checks that a text is the same on all machines.
     *
     * @param what what the text describes, for the message
     * @throws IllegalArgumentException if a machine has another text than the first; the message names it
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
