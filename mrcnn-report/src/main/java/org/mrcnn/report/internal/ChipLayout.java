// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds places for labels: next to their boxes, inside the image, without overlapping each other. Not thread-safe. */
public final class ChipLayout {
    private static final double OVERLAP_ALLOWED = 0.1; // fraction of a chip's area

    private static final double BOX_WEIGHT = 0.3; // hiding a box is less bad than hiding a label

    private final double width;
    private final double height;
    private final List<Rectangle2D> boxes;
    private final List<Rectangle2D> chips = new ArrayList<>();

    /**
     * Creates a layout for an image of this size, in pixels.
     *
     * @param boxes boxes of all objects; labels of other objects avoid them
     */
    public ChipLayout(double width, double height, List<Rectangle2D> boxes) {
        this.width = width;
        this.height = height;
        this.boxes = List.copyOf(boxes);
    }

    /**
     * Reserves a place for a chip.
     *
     * @param box the box that the chip belongs to, in image pixels
     * @return empty if other chips take every place next to the box
     */
    public Optional<Rectangle2D> place(Rectangle2D box, double chipWidth, double chipHeight) {
        double above = box.getMinY() - chipHeight;
        double[][] corners = {
            {box.getMinX(), above},
            {box.getMaxX() - chipWidth, above},
            {box.getMinX(), box.getMaxY()},
            {box.getMaxX() - chipWidth, box.getMaxY()},
            {box.getMaxX(), box.getMinY()},
            {box.getMinX() - chipWidth, box.getMinY()},
            {box.getMinX(), box.getMinY()}
        };
        Rectangle2D best = null;
        double least = Double.MAX_VALUE;
        for (double[] corner : corners) {
            double x = Math.max(0, Math.min(corner[0], width - chipWidth));
            double y = Math.max(0, Math.min(corner[1], height - chipHeight));
            Rectangle2D chip = new Rectangle2D.Double(x, y, chipWidth, chipHeight);
            double hidden = overlap(chip, chips);
            double cost = hidden + BOX_WEIGHT * overlap(chip, boxes);
            if (hidden <= OVERLAP_ALLOWED * chipWidth * chipHeight && cost < least) {
                least = cost;
                best = chip;
            }
        }
        if (best != null) {
            chips.add(best);
        }
        return Optional.ofNullable(best);
    }

    /**
     * Reserves the corner of the image in which the boxes are covered least.
     *
     * @return empty if the image is not at least twice as wide and high as this
     */
    public Optional<Rectangle2D> corner(double cornerWidth, double cornerHeight) {
        if (2 * cornerWidth > width || 2 * cornerHeight > height) {
            return Optional.empty();
        }
        Rectangle2D best = Stream.of(0, 1, 2, 3)
                .map(i -> new Rectangle2D.Double(
                        i % 2 * (width - cornerWidth), i / 2 * (height - cornerHeight), cornerWidth, cornerHeight))
                .min(Comparator.comparingDouble(corner -> overlap(corner, boxes)))
                .orElseThrow();
        chips.add(best);
        return Optional.of(best);
    }

    private static double overlap(Rectangle2D chip, List<Rectangle2D> others) {
        double sum = 0;
        for (Rectangle2D other : others) {
            Rectangle2D both = chip.createIntersection(other);
            if (!both.isEmpty()) {
                sum += both.getWidth() * both.getHeight();
            }
        }
        return sum;
    }
}
