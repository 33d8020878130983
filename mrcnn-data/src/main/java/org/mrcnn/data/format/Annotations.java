// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.dataset.Segment;

/** The annotations that a reader has read. */
record Annotations(List<String> classes, boolean listsClasses, List<AnnotatedImage> images)
        implements AnnotationSource {

    /** Creates annotations with the classes that the format lists. */
    Annotations(List<String> classes, List<AnnotatedImage> images) {
        this(classes, true, images);
    }

    /**
     * Creates annotations of a format that does not list its classes: they are those that occur, sorted by name, with cleaned
     * names.
     */
    static Annotations of(List<AnnotatedImage> images, Findings findings) {
        Map<String, Path> classes = new TreeMap<>();
        Map<String, String> cleaned = new HashMap<>();
        List<AnnotatedImage> named = new ArrayList<>();
        for (AnnotatedImage image : images) {
            Path file = image.annotationFile();
            List<AnnotatedObject> objects = new ArrayList<>();
            for (AnnotatedObject object : image.objects()) {
                String name =
                        cleaned.computeIfAbsent(object.label(), label -> ClassNames.cleaned(file, label, findings));
                classes.putIfAbsent(name, file);
                objects.add(named(object, name));
            }
            named.add(image.withObjects(objects));
        }
        classes.remove("");
        classes.remove(Dataset.BACKGROUND);
        if (!classes.isEmpty()) {
            ClassNames.noteSimilar(classes.values().iterator().next(), classes.keySet(), findings);
        }
        return new Annotations(List.copyOf(classes.keySet()), false, named);
    }

    private static AnnotatedObject named(AnnotatedObject object, String name) {
        boolean nameless = name.isEmpty() && !(object.segment() instanceof Segment.Unusable);
        Segment segment = nameless
                ? new Segment.Unusable(DataProblem.BAD_CLASS_NAME, "an object without a class name")
                : object.segment();
        return new AnnotatedObject(object.id(), name, object.crowd(), object.box(), segment);
    }
}
