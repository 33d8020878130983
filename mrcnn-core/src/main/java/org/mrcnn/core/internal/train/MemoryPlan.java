// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mrcnn.engine.internal.MemoryLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The maximum memory that a training run will need, estimated before its first step, within 15% of measured values.
 *
 * @param work description of the run with its sizes, for messages
 * @param parts bytes by purpose, in the order of messages
 * @param arrays bytes that JavaCPP will allocate in addition to those already allocated
 */
public record MemoryPlan(String work, Map<String, Long> parts, long arrays) {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryPlan.class);

    private static final double MEGABYTE = 1e6;

    /** Fraction of the plan that is certainly needed: the estimate may be too high. */
    private static final double SURE = 1 / 1.15;

    static final String REMEDY = "use a smaller train.batchSize (train.accumulate makes up for it), a smaller"
            + " image.maxDimension, or train.layers with fewer layers";

    public MemoryPlan {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }

    /** Returns the memory of the whole process in bytes. */
    public long total() {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns all parts in one line, in megabytes. */
    public String line() {
        List<String> texts = new ArrayList<>();
        parts.forEach((name, bytes) -> texts.add(String.format(Locale.ROOT, "%s %.0f", name, bytes / MEGABYTE)));
        return String.format(
                Locale.ROOT, "Memory of %s: %.0f MB (%s)", work, total() / MEGABYTE, String.join(", ", texts));
    }

    /**
     * Compares the plan with the limits of this process and with the machine's memory, and logs a warning if it may be too
     * much.
     *
     * @throws IllegalStateException if memory cannot suffice; the message names the settings to change
     */
    public void require() {
        MemoryLimits.Demand demand = new MemoryLimits.Demand(work, REMEDY, arrays, total());
        demand.times(SURE).require();
        try {
            demand.require();
        } catch (IllegalStateException e) {
            LOG.warn("{} {}", line(), e.getMessage());
        }
    }
}
