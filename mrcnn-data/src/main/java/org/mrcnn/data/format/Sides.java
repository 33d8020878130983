// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.mrcnn.data.dataset.DataProblem;

/**
 * The size of an image as an annotation file states it, in pixels; 0 for a side that is not stated.
 *
 * @param height height
 * @param width width
 */
record Sides(int height, int width) {

    static final String EXPECTED = "the size of the image";

    /** Returns the size that the only image of a file has; throws an exception that names the file if it is not a size. */
    static Sides of(Path file, JsonNode height, JsonNode width) {
        try {
            return new Sides(side(height, "height"), side(width, "width"));
        } catch (IllegalArgumentException e) {
            throw Faults.of(DataProblem.IMAGE_SIZE, file, EXPECTED, e.getMessage(), e);
        }
    }

    /** Like {@link #of(Path, JsonNode, JsonNode)}, for texts. */
    static Sides of(Path file, String height, String width) {
        try {
            return of(height, width);
        } catch (IllegalArgumentException e) {
            throw Faults.of(DataProblem.IMAGE_SIZE, file, EXPECTED, e.getMessage(), e);
        }
    }

    /** Returns a size given as texts; throws IllegalArgumentException if it is not a size. */
    static Sides of(String height, String width) {
        return new Sides(side(height, "height"), side(width, "width"));
    }

    /**
     * Returns a side that is a number or a text.
     *
     * @throws IllegalArgumentException if it is anything else, such as a fraction, NaN, or a number beyond any image; the
     *     message names the side
     */
    static int side(JsonNode node, String name) {
        if (node.isMissingNode() || node.isNull()) {
            return 0;
        }
        if (!node.isNumber() && !node.isTextual()) {
            throw wrong(name, node.toString());
        }
        return side(node.asText(), name);
    }

    private static int side(String text, String name) {
        String number = text.strip();
        if (number.isEmpty()) {
            return 0;
        }
        if (!number.matches("[0-9]{1,9}(\\.0*)?")) { // decimals of a whole number are fine
            throw wrong(name, number);
        }
        return (int) Double.parseDouble(number);
    }

    private static IllegalArgumentException wrong(String name, String found) {
        return new IllegalArgumentException(
                "the " + name + " " + Faults.shortened(found) + " where a whole number of pixels belongs");
    }
}
