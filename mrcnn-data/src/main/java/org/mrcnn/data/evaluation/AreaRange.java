package org.mrcnn.data.evaluation;

import java.util.List;

/**
 * A range of object sizes that is reported apart; both limits belong to the range.
 *
 * @param name how it is called; the summary looks for {@code all}, {@code small}, {@code medium} and {@code large}
 * @param least smallest area in square pixels
 * @param most largest area in square pixels
 */
public record AreaRange(String name, double least, double most) {
    /** The ranges of COCO: all, small up to 32 * 32, medium up to 96 * 96, large. */
    public static final List<AreaRange> COCO = List.of(
            new AreaRange("all", 0, 1e5 * 1e5),
            new AreaRange("small", 0, 32 * 32),
            new AreaRange("medium", 32 * 32, 96 * 96),
            new AreaRange("large", 96 * 96, 1e5 * 1e5));

    /**
     * @throws IllegalArgumentException if a limit is not a number or the first is above the second
     */
    public AreaRange {
        if (!(least <= most)) {
            throw new IllegalArgumentException(
                    "area range " + name + " from " + least + " to " + most + ", expected two rising numbers");
        }
    }

    boolean excludes(double area) {
        return area < least || area > most;
    }
}
