package org.mrcnn.data.evaluation;

import java.util.List;

/**
 * A range of object sizes that COCO reports apart; both limits belong to the range.
 *
 * @param least smallest area in square pixels
 * @param most largest area in square pixels
 */
record AreaRange(double least, double most) {
    /** Indices into {@link #RANGES} and the axis A of the results. */
    static final int ALL = 0;

    static final int SMALL = 1;
    static final int MEDIUM = 2;
    static final int LARGE = 3;

    static final List<AreaRange> RANGES = List.of(
            new AreaRange(0, 1e5 * 1e5),
            new AreaRange(0, 32 * 32),
            new AreaRange(32 * 32, 96 * 96),
            new AreaRange(96 * 96, 1e5 * 1e5));
    static final int COUNT = RANGES.size();

    boolean excludes(double area) {
        return area < least || area > most;
    }
}
