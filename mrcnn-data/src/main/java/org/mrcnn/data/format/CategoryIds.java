// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Path;
import java.util.List;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;

/** Ids of the categories of COCO files, which result files contain as numbers. */
final class CategoryIds {
    private CategoryIds() {}

    /** Returns the number of an id; null if it is not a number. */
    static Long number(String id) {
        try {
            return Long.valueOf(id);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Returns the category id of a class; the class id itself if the id of any category is not a number. */
    static long of(List<String> categoryIds, int classId) {
        boolean numbers = categoryIds.stream().allMatch(id -> number(id) != null);
        return numbers ? Long.parseLong(categoryIds.get(classId - 1)) : classId;
    }

    /** Notes which numbers result files contain in place of ids that are texts. */
    static void noteTexts(Path json, List<CocoFile.Category> categories, Findings findings) {
        List<CocoFile.Category> texts =
                categories.stream().filter(CocoFile.Category::text).toList();
        if (!texts.isEmpty()) {
            boolean numbers = categories.stream().allMatch(category -> number(category.id()) != null);
            String expected = "whole numbers as ids of the categories";
            String found = "\"" + texts.get(0).id() + "\"; result files have "
                    + (numbers
                            ? "the number in place of the text"
                            : "the numbers of the classes, from 1, in their place");
            findings.add(DataProblem.CATEGORY_IDS, json, expected, found);
        }
    }
}
