// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the objects of the first pass over the data, and logs once which classes did not occur and what removed objects. */
final class FirstEpoch {
    private static final Logger LOG = LoggerFactory.getLogger(FirstEpoch.class);

    /** Fraction of lost objects above which a warning is logged: augmentations that crop always lose some. */
    private static final double LOST = 0.1;

    private final List<String> labels;
    private final BitSet seen = new BitSet();
    private long objects;
    private boolean over;

    /** @param over whether the first pass is already complete, as in a run that is resumed later */
    FirstEpoch(List<String> labels, boolean over) {
        this.labels = labels;
        this.over = over;
    }

    /**
     * Counts a batch.
     *
     * @param epochs number of passes that are complete after the batch
     * @param lost numbers of objects lost so far, by cause
     * @return what was logged
     */
    List<String> add(TrainingBatch batch, int epochs, Map<String, Long> lost) {
        if (over) {
            return List.of();
        }
        for (int classId : batch.inputGtClassIds()) {
            if (classId != 0) { // padding
                seen.set(Math.abs(classId));
                objects++;
            }
        }
        over = epochs > 0;
        List<String> warnings = over ? warnings(lost) : List.of();
        warnings.forEach(LOG::warn);
        return warnings;
    }

    private List<String> warnings(Map<String, Long> lost) {
        return Stream.of(unseen(), lost(lost)).filter(text -> !text.isEmpty()).toList();
    }

    private String unseen() {
        List<String> never = IntStream.range(1, labels.size())
                .filter(id -> !seen.get(id))
                .mapToObj(labels::get)
                .toList();
        return never.isEmpty()
                ? ""
                : "No object of these classes came in the first pass over the training images: " + never
                        + ". The model cannot learn them; add images, or leave the classes out";
    }

    private String lost(Map<String, Long> lost) {
        long count = lost.values().stream().mapToLong(Long::longValue).sum();
        return count <= LOST * (objects + count)
                ? ""
                : count + " of " + (objects + count) + " objects did not reach training, by what took them: " + lost
                        + ". Objects smaller than a pixel need a larger image.maxDimension, crowded images a larger"
                        + " roi.maxInstances";
    }
}
