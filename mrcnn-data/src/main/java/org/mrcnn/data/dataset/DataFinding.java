// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

/**
 * A single problem or note about a data set.
 *
 * @param problem kind of problem or note
 * @param file annotation file or image file
 * @param imageId id of the image in the file; null if no image is concerned
 * @param annotationId id of the annotation in the file; null if no annotation is concerned
 * @param expected what was expected
 * @param found what was found
 */
public record DataFinding(
        DataProblem problem, String file, String imageId, String annotationId, String expected, String found) {

    private static final int MOST_FOUND = 300;

    /** Truncates {@code found} to a length that fits a message. */
    public DataFinding {
        found = found.length() <= MOST_FOUND ? found : found.substring(0, MOST_FOUND) + "...";
    }

    @Override
    public String toString() {
        return problem + " in " + file
                + (imageId == null ? "" : ", image id " + imageId)
                + (annotationId == null ? "" : ", annotation id " + annotationId)
                + ": expected " + expected + ", found " + found;
    }
}
