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
 * The memory that a training run will take at most, known before its first step; within 15 % of what is measured.
 *
 * @param work what the memory is for, with its sizes
 * @param parts bytes by what they are for, in the order in which they are told
 * @param arrays the bytes that JavaCPP will allocate besides those that it has
 */
public record MemoryPlan(String work, Map<String, Long> parts, long arrays) {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryPlan.class);

    private static final double MEGABYTE = 1e6;

    /** What is surely needed: the plan may be too high by its error. */
    private static final double SURE = 1 / 1.15;

    static final String REMEDY = "use a smaller train.batchSize (train.accumulate makes up for it), a smaller"
            + " image.maxDimension, or train.layers with fewer layers";

    public MemoryPlan {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }

    /** Of the whole process, in bytes. */
    public long total() {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** All in one line, in megabytes. */
    public String line() {
        List<String> texts = new ArrayList<>();
        parts.forEach((name, bytes) -> texts.add(String.format(Locale.ROOT, "%s %.0f", name, bytes / MEGABYTE)));
        return String.format(
                Locale.ROOT, "Memory of %s: %.0f MB (%s)", work, total() / MEGABYTE, String.join(", ", texts));
    }

    /**
     * Compares with the limits of this process and with the machine; warns where it may be too much.
     *
     * @throws IllegalStateException if it cannot fit, naming the settings to change
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
