// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

/**
 * The number of replicas of a graph that share each batch.
 *
 * @param devices number of replicas in this process, 1 or more
 * @param peers the other processes of the same run
 */
public record Replication(int devices, Peers peers) {

    /** A single replica, which gets whole batches. */
    public static final Replication NONE = of(1);

    public Replication {
        if (devices < 1) {
            throw new IllegalArgumentException("devices: expected 1 or more, found " + devices);
        }
    }

    /** Returns a replication in this process only. */
    public static Replication of(int devices) {
        return new Replication(devices, Peers.NONE);
    }

    boolean isOne() {
        return devices == 1 && peers == Peers.NONE;
    }
}
