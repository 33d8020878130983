// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.data.dataset.Dataset;

/** Checks the class names of a model. */
final class ModelLabels {

    /** Name of class ids that no image uses, as in models of COCO's 91 ids; may occur several times. */
    private static final String UNUSED = "N/A";

    private ModelLabels() {}

    /**
     * Returns a copy of class names by class id.
     *
     * @throws IllegalArgumentException unless they are the background and one class or more after it, each with a name of its
     *     own
     */
    static List<String> checked(List<String> labels) {
        if (labels.size() < 2 || !labels.get(0).equals(Dataset.BACKGROUND)) {
            throw new IllegalArgumentException("labels: expected " + Dataset.BACKGROUND
                    + " (the background) and one class or more after it, found " + labels);
        }
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < labels.size(); id++) {
            String name = labels.get(id);
            Integer before = name.equals(UNUSED) ? null : ids.putIfAbsent(name, id);
            if (name.isBlank() || before != null) {
                throw new IllegalArgumentException("labels: expected a name of its own for each class, found '" + name
                        + "' for class " + id + (before == null ? "" : " and class " + before));
            }
        }
        return List.copyOf(labels);
    }
}
