// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

import java.util.concurrent.Phaser;
import org.mrcnn.losses.internal.replica.ReplicaShares;

/** The numbers that the replicas of a step exchange during their runs. */
final class StepSums {

    private final double[][] given;
    private double[] sums;
    private final Phaser all;

    /** Thrown if another replica or another machine has failed. */
    static final class AbandonedException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        AbandonedException() {
            super("another replica of the training step has failed");
        }
    }

    StepSums(int replicas, Peers peers) {
        given = new double[replicas][];
        all = new Phaser(replicas) {
            @Override
            protected boolean onAdvance(int phase, int registered) {
                sums = added();
                peers.sum(sums);
                return false;
            }
        };
    }

    /** Adds the numbers in the order of the replicas, so that every run gives the same bits. */
    private double[] added() {
        double[] added = new double[given[0].length];
        for (double[] own : given) {
            for (int i = 0; i < added.length; i++) {
                added[i] += own[i];
            }
        }
        return added;
    }

    private double[] sums(int replica, double... own) {
        given[replica] = own;
        if (all.arriveAndAwaitAdvance() < 0) {
            throw new AbandonedException();
        }
        return sums;
    }

    /** Makes all others fail that wait for this replica, now or later. */
    void abandon() {
        all.forceTermination();
    }

    /** The view of one replica, lent to its runner for all steps. */
    static final class Lent implements ReplicaShares {
        private final int replica;
        private StepSums step;
        private int examples;
        private double[] shares;

        Lent(int replica) {
            this.replica = replica;
        }

        void begin(StepSums next, int examplesOfPart) {
            step = next;
            examples = examplesOfPart;
        }

        @Override
        public double examples() {
            return examples;
        }

        @Override
        public double[] of(double... own) {
            double[] sums = step.sums(replica, own);
            shares = new double[own.length];
            for (int i = 0; i < shares.length; i++) {
                shares[i] = own[i] == 0 ? 0 : own[i] / sums[i];
            }
            return shares;
        }

        /** Returns the result of {@link #of} in the last run. */
        double[] last() {
            return shares;
        }
    }
}
