// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

import org.mrcnn.engine.internal.NativeThreads;
import org.nd4j.linalg.factory.Nd4j;

/** Where the replicas of a run compute. */
@FunctionalInterface
interface Placement {

    /**
     * The devices of ND4J's backend in turn, and an equal share of the processor's threads each. The CPU backend has one device, whose
     * memory holds the weights for all replicas. A backend of several devices would need a copy of the weights on each, made
     * again after each update: this is the place that knows which replica is where.
     */
    Placement OF_ND4J = (replica, replicas) -> {
        int devices = Nd4j.getAffinityManager().getNumberOfDevices();
        if (devices > 1) {
            Nd4j.getAffinityManager().unsafeSetDevice(replica % devices);
        }
        NativeThreads.divide(replicas);
    };

    /** Binds the calling thread, which makes all runs of that replica, before the first of them. */
    void bind(int replica, int replicas);
}
