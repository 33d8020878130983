package org.mrcnn.data.dataset;

/**
 * One thing wrong with a data set.
 *
 * @param problem its kind
 * @param file annotation file or picture
 * @param imageId image, or null when it concerns none
 * @param annotationId annotation, or null when it concerns none
 * @param expected what a good data set has there
 * @param found what this one has
 */
public record DataFinding(
        DataProblem problem, String file, Long imageId, Long annotationId, String expected, String found) {

    @Override
    public String toString() {
        return problem + " in " + file
                + (imageId == null ? "" : ", image id " + imageId)
                + (annotationId == null ? "" : ", annotation id " + annotationId)
                + ": expected " + expected + ", found " + found;
    }
}
