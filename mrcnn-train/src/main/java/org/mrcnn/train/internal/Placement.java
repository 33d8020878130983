// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train.internal;

import org.mrcnn.engine.internal.NativeThreads;
import org.nd4j.linalg.factory.Nd4j;

/** Assigns the replicas of a run to devices and threads. */
@FunctionalInterface
interface Placement {

    /**
     * Uses the devices of ND4J's backend in turn, and gives each replica an equal share of the processor's threads. The CPU
     * backend has one device, whose memory has the weights for all replicas. A backend with several devices would need a copy
     * of the weights on each, renewed after each update, which would be done here.
     */
    Placement OF_ND4J = (replica, replicas) -> {
        int devices = Nd4j.getAffinityManager().getNumberOfDevices();
        if (devices > 1) {
            Nd4j.getAffinityManager().unsafeSetDevice(replica % devices);
        }
        NativeThreads.divide(replicas);
    };

    /** Binds the calling thread, which makes all runs of this replica, before its first run. */
    void bind(int replica, int replicas);
}
