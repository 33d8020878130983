// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Dataset;

/**
 * Classes of masks.
 *
 * @param listed of a file {@code classes.txt}; null where there is none
 * @param inPaths whether the paths of the masks hold the classes
 */
record MaskClasses(List<String> listed, boolean inPaths) {

    private static final String ONLY_CLASS = "object";

    /** As in the instance images of Cityscapes. */
    private static final int OBJECTS_OF_CLASS = 1000;

    /** With the {@code classes.txt} of the first of these folders that has one. */
    static MaskClasses in(List<Path> folders, boolean inPaths) {
        for (Path folder : folders) {
            Path list = folder.resolve("classes.txt");
            if (Files.isRegularFile(list)) {
                return new MaskClasses(names(list), inPaths);
            }
        }
        return new MaskClasses(null, inPaths);
    }

    private static List<String> names(Path list) {
        try {
            List<String> names = Files.readAllLines(list).stream()
                    .map(name -> name.replace("\ufeff", "").strip()) // a byte order mark
                    .filter(name -> !name.isEmpty())
                    .toList();
            if (names.stream().distinct().count() < names.size() || names.contains(Dataset.BACKGROUND)) {
                throw Faults.of(DataProblem.BAD_LAYOUT, list, "class names that differ", "" + names, null);
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException("List of classes " + list + " cannot be read", e);
        }
    }

    /** The class of a file of one object, by its path or by its name, {@code CLASS_1.png}; null for none of those listed. */
    String of(Path file, String inPath) {
        if (inPaths || listed == null) {
            return inPaths ? listedOrNull(inPath) : ONLY_CLASS;
        }
        String stem = ImageFiles.stem(file);
        return Stream.of(stem, stem.replaceFirst("[_-]?[0-9]*$", ""))
                .filter(listed::contains)
                .findFirst()
                .orElse(listed.size() == 1 ? listed.get(0) : null);
    }

    /** The class of a value in a file of all objects, by the path of the file or by the value; null for none of those listed. */
    String of(int value, String inPath) {
        if (inPaths || listed == null) {
            return inPaths ? listedOrNull(inPath) : ONLY_CLASS;
        }
        int number = value / OBJECTS_OF_CLASS;
        boolean known = number >= 1 && number <= listed.size();
        return known ? listed.get(number - 1) : listed.size() == 1 ? listed.get(0) : null;
    }

    private String listedOrNull(String label) {
        return listed == null || listed.contains(label) ? label : null;
    }

    /** With the classes of the list, or else of the paths. */
    AnnotationSource source(List<AnnotatedImage> images) {
        if (listed == null && inPaths) {
            return Annotations.of(images);
        }
        return new Annotations(listed == null ? List.of(ONLY_CLASS) : listed, images);
    }
}
