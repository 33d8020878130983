// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.data.mask.Rle;

/** Counts the separate parts of a mask. Pixels that touch, also at a corner, belong to one part. */
final class MaskParts {

    /** Parts smaller than this share of the largest part are specks. */
    private static final double SPECK = 0.1;

    private final List<Run> runs = new ArrayList<>();
    private final List<Integer> parents = new ArrayList<>();

    /** Pixels of a column from {@code top} to {@code bottom}, which is exclusive. */
    private record Run(int column, int top, int bottom) {
        boolean touches(Run right) {
            return top <= right.bottom && right.top <= bottom;
        }
    }

    private MaskParts() {}

    /** Returns the number of parts that are not specks. */
    static long count(Rle mask) {
        MaskParts parts = new MaskParts();
        parts.addRuns(mask);
        parts.join();
        Map<Integer, Integer> areas = new HashMap<>();
        for (int i = 0; i < parts.runs.size(); i++) {
            Run run = parts.runs.get(i);
            areas.merge(parts.root(i), run.bottom() - run.top(), Integer::sum);
        }
        int largest = areas.values().stream().max(Integer::compare).orElse(0);
        return areas.values().stream().filter(area -> area >= SPECK * largest).count();
    }

    private void addRuns(Rle mask) {
        int height = mask.height();
        int start = 0;
        boolean set = false;
        for (int count : mask.counts()) {
            int end = start + count;
            while (set && start < end) {
                int column = start / height;
                int stop = Math.min(end, (column + 1) * height);
                runs.add(new Run(column, start - column * height, stop - column * height));
                parents.add(parents.size());
                start = stop;
            }
            start = end;
            set = !set;
        }
    }

    /** Joins the runs that touch runs of the column before. */
    private void join() {
        int left = 0;
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            while (runs.get(left).column() < run.column() - 1
                    || (runs.get(left).column() == run.column() - 1
                            && runs.get(left).bottom() < run.top())) {
                left++;
            }
            for (int k = left;
                    runs.get(k).column() < run.column() && runs.get(k).top() <= run.bottom();
                    k++) {
                if (runs.get(k).touches(run)) {
                    parents.set(root(i), root(k));
                }
            }
        }
    }

    private int root(int run) {
        int root = run;
        while (parents.get(root) != root) {
            parents.set(root, parents.get(parents.get(root)));
            root = parents.get(root);
        }
        return root;
    }
}
