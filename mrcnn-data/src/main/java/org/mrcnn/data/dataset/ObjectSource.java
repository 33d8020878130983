package org.mrcnn.data.dataset;

import java.util.List;
import java.util.Optional;

/**
 * The annotation that an object was made of, for messages and checks.
 *
 * @param annotationId in its file; empty where there is none
 * @param polygons the outlines as annotated, each x, y, x, y, ... in pixels; none where a mask was annotated; not copied
 */
public record ObjectSource(Optional<Long> annotationId, List<double[]> polygons) {}
