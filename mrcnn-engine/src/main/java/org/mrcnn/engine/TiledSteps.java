// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.mrcnn.engine.ExecutionPlan.Step;

/**
 * Consecutive steps that compute every row independently, so that they may run some rows at a time, such as a head, whose RoIs
 * are independent of each other.
 *
 * @param inner slots that only these steps read: such arrays never need to exist as a whole
 */
record TiledSteps(List<Step> steps, Set<Integer> inner) {

    /** Returns the groups of a plan by the index of their first step, which writes a large array that only the group reads. */
    static Map<Integer, TiledSteps> find(List<Step> steps) {
        Map<Integer, TiledSteps> groups = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            TiledSteps group = from(steps, i);
            if (group.inner.containsAll(steps.get(i).writes())) {
                groups.put(i, group);
                i += group.steps.size() - 1;
            }
        }
        return groups;
    }

    private static TiledSteps from(List<Step> all, int first) {
        List<Step> group = new ArrayList<>();
        Set<Integer> written = new HashSet<>();
        Set<Integer> done = new HashSet<>();
        for (Step step : all.subList(first, all.size())) {
            int[] rows = rowInputs(step);
            boolean belongs = group.isEmpty()
                    ? rows.length > 0
                    : IntStream.of(rows)
                                    .anyMatch(i -> written.contains(step.reads().get(i)))
                            && readsRowsOnly(step, rows, written);
            if (!belongs) {
                break;
            }
            group.add(step);
            written.addAll(step.writes());
            done.addAll(step.done());
        }
        Set<Integer> inner = new HashSet<>(written);
        inner.retainAll(done);
        return new TiledSteps(List.copyOf(group), Set.copyOf(inner));
    }

    /** Returns whether a step reads all arrays that the group writes row by row. */
    private static boolean readsRowsOnly(Step step, int[] rows, Set<Integer> written) {
        return IntStream.range(0, step.reads().size())
                .filter(i -> IntStream.of(rows).noneMatch(row -> row == i))
                .noneMatch(i -> written.contains(step.reads().get(i)));
    }

    static int[] rowInputs(Step step) {
        return step.op() instanceof JavaOp op ? op.rowInputs() : new int[0];
    }
}
