// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/**
 * The memory of the Java heap that a long run will use for the first time: the space for new objects is filled completely before
 * each collection. The heap may also grow; {@code -XX:MaxNewSize} limits this, and {@code scripts/java-main} sets it.
 */
final class HeapGrowth {

    private HeapGrowth() {}

    /**
     * A part of the heap.
     *
     * @param isForNew whether it holds new objects
     * @param used bytes used now
     * @param peak most bytes used at a time so far
     * @param committed bytes that the part has now
     */
    record Pool(boolean isForNew, long used, long peak, long committed) {

        static Pool of(MemoryPoolMXBean pool) {
            boolean isForNew = pool.getName().contains("Eden") || pool.getName().contains("Survivor");
            return new Pool(
                    isForNew,
                    pool.getUsage().getUsed(),
                    pool.getPeakUsage().getUsed(),
                    pool.getUsage().getCommitted());
        }
    }

    /** Returns the number of bytes for this process. */
    static long bytes() {
        return of(ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(Pool::of)
                .toList());
    }

    static long of(List<Pool> pools) {
        long reached = pools.stream().mapToLong(Pool::peak).sum();
        long needed = pools.stream()
                .mapToLong(pool -> pool.isForNew() ? pool.committed() : pool.used())
                .sum();
        return Math.max(0, needed - reached);
    }
}
