// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.detect.PartialDetectionException;
import org.mrcnn.data.image.Image;

/** Detection in one image after the other, in which the failure of one image does not end the batch. */
final class BatchDetection {
    private BatchDetection() {}

    /**
     * Returns the results in the order of the images.
     *
     * @throws PartialDetectionException after the last image, if some images failed; errors such as insufficient memory end the
     *     batch
     */
    static List<Detections> of(List<Image> images, Function<Image, Detections> detect) {
        List<Optional<Detections>> results = new ArrayList<>();
        SortedMap<Integer, RuntimeException> failures = new TreeMap<>();
        for (int i = 0; i < images.size(); i++) {
            try {
                results.add(Optional.of(detect.apply(images.get(i))));
            } catch (RuntimeException e) {
                results.add(Optional.empty());
                failures.put(i, e);
            }
        }
        if (!failures.isEmpty()) {
            throw new PartialDetectionException(results, failures);
        }
        return results.stream().map(Optional::orElseThrow).toList();
    }
}
