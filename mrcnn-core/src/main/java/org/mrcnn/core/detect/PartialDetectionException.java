// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.detect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Some images of a batch could not be used. All others were detected in; their results are here, so that a service can answer for
 * them.
 */
public final class PartialDetectionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Optional<Detections>> results;
    private final transient SortedMap<Integer, RuntimeException> failures;

    /**
     * Keeps results and failures.
     *
     * @param results one per image, in order; empty for one that failed
     * @param failures at least one, by index of the image
     */
    public PartialDetectionException(
            List<Optional<Detections>> results, SortedMap<Integer, RuntimeException> failures) {
        super(message(results.size(), failures), failures.get(failures.firstKey()));
        this.results = List.copyOf(results);
        this.failures = Collections.unmodifiableSortedMap(new TreeMap<>(failures));
    }

    /** One entry per image, in the order of the call; empty for an image that failed. */
    public List<Optional<Detections>> results() {
        return results;
    }

    /** Why images failed, by their index in the call. */
    public SortedMap<Integer, RuntimeException> failures() {
        return failures;
    }

    private static String message(int images, SortedMap<Integer, RuntimeException> failures) {
        List<String> each = new ArrayList<>();
        failures.forEach((index, why) -> each.add("image " + index + ": " + why.getMessage()));
        return failures.size() + " of " + images + " images could not be used; results() has the others: "
                + String.join("; ", each);
    }
}
