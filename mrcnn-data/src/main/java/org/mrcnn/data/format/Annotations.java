// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.util.List;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.Dataset;

/** What a reader has read. */
record Annotations(List<String> classes, List<AnnotatedImage> images) implements AnnotationSource {

    /** With the classes that occur, by name, for formats that list none. */
    static Annotations of(List<AnnotatedImage> images) {
        List<String> classes = images.stream()
                .flatMap(image -> image.objects().stream())
                .map(AnnotatedObject::label)
                .filter(label -> !label.equals(Dataset.BACKGROUND))
                .distinct()
                .sorted()
                .toList();
        return new Annotations(classes, images);
    }
}
