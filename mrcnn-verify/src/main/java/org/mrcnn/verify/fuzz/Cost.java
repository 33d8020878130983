// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;

/**
 * The resources that a run used.
 *
 * @param heapBytes heap memory allocated by this thread, including garbage
 * @param nativeBytes native memory of JavaCPP that was not freed
 * @param cpuMillis CPU time of this thread
 */
record Cost(long heapBytes, long nativeBytes, long cpuMillis) {
    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Returns the current counters. */
    static Cost now() {
        return new Cost(
                THREAD.getThreadAllocatedBytes(Thread.currentThread().getId()),
                Pointer.totalBytes(),
                THREAD.getCurrentThreadCpuTime() / 1_000_000);
    }

    Cost since(Cost before) {
        return new Cost(heapBytes - before.heapBytes, nativeBytes - before.nativeBytes, cpuMillis - before.cpuMillis);
    }
}
