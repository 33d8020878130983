package org.mrcnn.core.config;

/** Course of the learning rate after warm-up. */
public enum ScheduleKind {
    /** The same rate until the end. */
    CONSTANT,
    /** Half a cosine wave from the full rate down to 1% of it. */
    COSINE,
    /** A tenth of the rate at each milestone. */
    STEPS
}
