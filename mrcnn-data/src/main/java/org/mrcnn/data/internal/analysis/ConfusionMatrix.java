// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.analysis;

import java.util.Arrays;
import java.util.List;
import org.mrcnn.data.evaluation.ImageOverlaps;

/**
 * How often an object of one category was detected as another, with background for objects that were not found and for
 * detections without an object. In the order of their scores, the detections of an image take the unmatched ground truth of any
 * category that they overlap most; among equals, one of their own category. A crowd or other ignored ground truth of its
 * category absorbs a detection that matches nothing else; such a detection is not counted. Immutable.
 */
public final class ConfusionMatrix {
    private final List<Integer> categoryIds;
    private final long[][] counts;

    private ConfusionMatrix(List<Integer> categoryIds, long[][] counts) {
        this.categoryIds = categoryIds;
        this.counts = counts;
    }

    /** Returns the category ids in ascending order; background follows them. */
    public List<Integer> categoryIds() {
        return categoryIds;
    }

    /** Returns the number of categories, including background. */
    public int size() {
        return counts.length;
    }

    /**
     * Returns how many objects of one category were detected as another.
     *
     * @param truth index of a category, or {@code size() - 1} for background
     * @param detected index of a category, or {@code size() - 1} for background
     */
    public long count(int truth, int detected) {
        return counts[truth][detected];
    }

    /** Returns a copy of the counts, [truth][detected], background last. */
    public long[][] counts() {
        return Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
    }

    /** Adds up the counts of images. */
    static final class Counter {
        private final List<Integer> categoryIds;
        private final long[][] counts;

        Counter(List<Integer> categoryIds) {
            this.categoryIds = categoryIds;
            counts = new long[categoryIds.size() + 1][categoryIds.size() + 1];
        }

        void add(ImageOverlaps image, double iouThreshold, double leastScore) {
            int best = (int) image.detections().stream()
                    .takeWhile(d -> d.score() >= leastScore)
                    .count();
            int[] matches = image.matchesOfAnyCategory(iouThreshold, best);
            boolean[] found = new boolean[image.truths().size()];
            int background = categoryIds.size();
            for (int d = 0; d < best; d++) {
                int detected = index(image.detections().get(d).categoryId());
                int truth = matches[d];
                if (truth < 0) {
                    counts[background][detected]++;
                } else if (!image.ignored(truth)) {
                    found[truth] = true;
                    counts[index(image.truths().get(truth).categoryId())][detected]++;
                }
            }
            for (int g = 0; g < found.length; g++) {
                if (!found[g] && !image.ignored(g)) {
                    counts[index(image.truths().get(g).categoryId())][background]++;
                }
            }
        }

        private int index(int categoryId) {
            return categoryIds.indexOf(categoryId);
        }

        ConfusionMatrix matrix() {
            return new ConfusionMatrix(categoryIds, counts);
        }
    }
}
