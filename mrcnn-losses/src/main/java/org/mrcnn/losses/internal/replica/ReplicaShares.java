// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal.replica;

import java.util.Arrays;

/**
 * Exchanges counts between replicas, each of which runs a part of a batch, in the middle of their runs. A runner lends it to
 * its ops under {@link #KEY}; a run without it processes the whole batch.
 */
public interface ReplicaShares extends AutoCloseable {

    /** The key of the runner's resource. */
    String KEY = "shares of the replicas of a step";

    /** Returns the number of examples in the replica's part. */
    double examples();

    /**
     * Waits for all replicas, and returns the replica's shares in their counts.
     *
     * @param own counts of this replica; all replicas must pass the same number of counts
     * @return each count divided by its sum over all replicas; 0 if the count is 0
     */
    double[] of(double... own);

    @Override
    default void close() {}

    /** For a run of the whole batch. */
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
