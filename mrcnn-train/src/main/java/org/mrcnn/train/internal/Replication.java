// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

/**
 * How many replicas of a graph share each batch.
 *
 * @param devices replicas in this process, at least 1
 * @param peers other processes of the same run
 */
public record Replication(int devices, Peers peers) {

    /** One replica that has each batch alone. */
    public static final Replication NONE = of(1);

    public Replication {
        if (devices < 1) {
            throw new IllegalArgumentException("devices: expected 1 or more, found " + devices);
        }
    }

    /** Replicas in this process alone. */
    public static Replication of(int devices) {
        return new Replication(devices, Peers.NONE);
    }

    boolean isOne() {
        return devices == 1 && peers == Peers.NONE;
    }
}
