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
 * Thrown when some of several images could not be used. Detection ran in all others; this exception has their results, so that,
 * for example, a service can return them.
 */
public final class PartialDetectionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Optional<Detections>> results;
    private final transient SortedMap<Integer, RuntimeException> failures;

    /**
     * Creates the exception; its message lists the failures.
     *
     * @param results one per image, in order; empty for an image that failed
     * @param failures causes by index of the image, at least one
     */
    public PartialDetectionException(
            List<Optional<Detections>> results, SortedMap<Integer, RuntimeException> failures) {
        super(message(results.size(), failures), failures.get(failures.firstKey()));
        this.results = List.copyOf(results);
        this.failures = Collections.unmodifiableSortedMap(new TreeMap<>(failures));
    }

    /** Returns one entry per image, in the order of the call; empty for an image that failed. */
    public List<Optional<Detections>> results() {
        return results;
    }

    /** Returns why images failed, by the index of the image in the call. */
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
