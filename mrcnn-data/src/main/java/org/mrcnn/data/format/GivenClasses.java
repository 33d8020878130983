// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.util.List;
import java.util.stream.IntStream;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotationSource;

/** Annotations with the list of classes given by the user. If the format has category ids, they follow the names. */
record GivenClasses(AnnotationSource source, List<String> classes) implements AnnotationSource {

    @Override
    public List<AnnotatedImage> images() {
        return source.images();
    }

    @Override
    public boolean isTextId(String id) {
        return source.isTextId(id);
    }

    /** Returns the category id of a class. A class that the annotations do not list gets an id above all of theirs. */
    @Override
    public long categoryId(int classId) {
        List<String> known = source.classes();
        if (known.isEmpty() || source instanceof Annotations) {
            return classId; // formats without category ids
        }
        int index = known.indexOf(classes.get(classId - 1));
        long highest = IntStream.rangeClosed(1, known.size())
                .mapToLong(source::categoryId)
                .max()
                .orElse(0);
        return index < 0 ? highest + classId : source.categoryId(index + 1);
    }
}
