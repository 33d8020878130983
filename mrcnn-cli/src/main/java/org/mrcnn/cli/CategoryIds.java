// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.Dataset;

/**
 * Maps class ids of a model to category ids; classes are matched by name. A class that the annotations lack gets an id that
 * they do not contain, so that its detections are ignored, as in pycocotools.
 */
final class CategoryIds implements IntUnaryOperator {
    private final List<String> known;
    private final List<String> unknown = new ArrayList<>();
    private final List<String> missed;
    private final boolean nameless;
    private final int[] ids;

    /** @param labels class names of the model, background first */
    CategoryIds(List<String> labels, AnnotatedDataset annotations) {
        known = annotations.labels().subList(1, annotations.labels().size());
        // Unnamed objects and a model with a single class: the objects must belong to this class.
        nameless = labels.size() == 2 && !labels.contains(Dataset.NAMELESS) && known.equals(List.of(Dataset.NAMELESS));
        missed = nameless
                ? List.of()
                : known.stream().filter(name -> !labels.contains(name)).toList();
        int highest = IntStream.rangeClosed(1, known.size())
                .map(id -> categoryId(annotations, id))
                .max()
                .orElse(0);
        ids = new int[labels.size()];
        for (int i = 1; i < ids.length; i++) {
            int classId = nameless ? 1 : 1 + known.indexOf(labels.get(i));
            if (classId < 1) {
                unknown.add(labels.get(i));
            }
            ids[i] = classId < 1 ? highest + i : categoryId(annotations, classId);
        }
    }

    private static int categoryId(AnnotatedDataset annotations, int classId) {
        long id = annotations.categoryId(classId);
        if (id != (int) id) {
            throw new IllegalArgumentException(
                    "category id of '" + annotations.labels().get(classId) + "': expected at most " + Integer.MAX_VALUE
                            + ", found " + id + "; give the categories other ids");
        }
        return (int) id;
    }

    @Override
    public int applyAsInt(int classId) {
        return ids[classId];
    }

    /** Prints the classes of the annotations that the model cannot detect. */
    void reportMissed(Object model, Object annotations, PrintWriter terminal) {
        if (!missed.isEmpty()) {
            terminal.println("classes of " + annotations + " that " + model
                    + " does not have, so that their objects count as missed: " + missed);
        }
    }

    /**
     * Prints the classes that do not match.
     *
     * @param model name of the model
     * @param annotations name of the annotations
     * @throws IllegalArgumentException if no class matches
     */
    void report(Object model, Object annotations, PrintWriter terminal) {
        if (unknown.size() == ids.length - 1) {
            throw new IllegalArgumentException(
                    annotations + ": expected a class of " + model + ", " + unknown + ", found only " + known);
        }
        if (nameless) {
            terminal.println(annotations + " names no class: its objects are taken for the class of " + model);
        }
        if (!unknown.isEmpty()) {
            terminal.println("classes of " + model + " that " + annotations
                    + " do not have, so that they are not evaluated: " + unknown);
        }
    }
}
