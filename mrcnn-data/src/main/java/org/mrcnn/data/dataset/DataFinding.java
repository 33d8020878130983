// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

/**
 * One thing wrong with a data set.
 *
 * @param problem its kind
 * @param file annotation file or image
 * @param imageId image as the file calls it, or null when it concerns none
 * @param annotationId annotation as the file calls it, or null when it concerns none
 * @param expected what a good data set has there
 * @param found what this one has
 */
public record DataFinding(
        DataProblem problem, String file, String imageId, String annotationId, String expected, String found) {

    private static final int MOST_FOUND = 300;

    /** Cuts what was found to a length that fits a message. */
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
