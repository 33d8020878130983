// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

/**
 * The number of replicas of a graph that share each batch.
 *
 * @param devices number of replicas in this process, 1 to 1024
 * @param peers the other processes of the same run
 */
public record Replication(int devices, Peers peers) {

    private static final int MAX_DEVICES = 1024;

    /** A single replica, which gets whole batches. */
    public static final Replication NONE = of(1);

    public Replication {
        if (devices < 1 || devices > MAX_DEVICES) { // each has a thread and memory of its own
            throw new IllegalArgumentException("devices: expected 1 to " + MAX_DEVICES + ", found " + devices);
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
