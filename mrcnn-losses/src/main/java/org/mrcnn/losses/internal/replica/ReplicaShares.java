// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.replica;

import java.util.Arrays;

/**
 * What a replica, which runs a part of a batch, must know of all others in the middle of its run: what they counted. A runner
 * lends it to its ops under {@link #KEY}; a run without it is of the whole batch.
 */
public interface ReplicaShares extends AutoCloseable {

    /** The key of the runner's resource. */
    String KEY = "shares of the replicas of a step";

    /** The number of examples in the replica's part. */
    double examples();

    /**
     * Waits for all replicas.
     *
     * @param own counts of this replica, as many as each has
     * @return each divided by the sum over all replicas; 0 for 0
     */
    double[] of(double... own);

    @Override
    default void close() {}

    /** Of a run of the whole batch. */
    ReplicaShares WHOLE = new ReplicaShares() {
        @Override
        public double examples() {
            return 1;
        }

        @Override
        public double[] of(double... own) {
            double[] shares = new double[own.length];
            Arrays.fill(shares, 1);
            return shares;
        }
    };
}
