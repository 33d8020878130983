// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Findings;

/**
 * The classes of masks.
 *
 * @param listed classes of a file {@code classes.txt}; null if there is none
 * @param inPaths whether the paths of the masks contain the classes
 */
record MaskClasses(List<String> listed, boolean inPaths) {

    /** As in the instance images of Cityscapes. */
    private static final int OBJECTS_OF_CLASS = 1000;

    /** Returns the classes of the {@code classes.txt} in the first of these folders that has one. */
    static MaskClasses in(List<Path> folders, boolean inPaths, Findings findings) {
        for (Path folder : folders) {
            Path list = folder.resolve("classes.txt");
            if (Files.isRegularFile(list)) {
                return new MaskClasses(ClassNames.read(list, findings), inPaths);
            }
        }
        return new MaskClasses(null, inPaths);
    }

    /**
     * Returns the class of a file with one object, from its path or from its name, {@code CLASS_1.png}; null if it is not
     * listed.
     */
    String of(Path file, String inPath) {
        if (inPaths || listed == null) {
            return inPaths ? listedOrNull(inPath) : Dataset.NAMELESS;
        }
        String stem = ImageFiles.stem(file);
        return Stream.of(stem, stem.replaceFirst("[_-]?[0-9]*$", ""))
                .filter(listed::contains)
                .findFirst()
                .orElse(listed.size() == 1 ? listed.get(0) : null);
    }

    /**
     * Returns the class of a value in a file with all objects, from the path of the file or from the value; null if it is not
     * listed.
     */
    String of(int value, String inPath) {
        if (inPaths || listed == null) {
            return inPaths ? listedOrNull(inPath) : Dataset.NAMELESS;
        }
        int number = value / OBJECTS_OF_CLASS;
        boolean known = number >= 1 && number <= listed.size();
        return known ? listed.get(number - 1) : listed.size() == 1 ? listed.get(0) : null;
    }

    private String listedOrNull(String label) {
        return listed == null || listed.contains(label) ? label : null;
    }

    /** Returns annotations with the listed classes, or with those of the paths if there is no list. */
    AnnotationSource source(List<AnnotatedImage> images, Findings findings) {
        if (listed == null && inPaths) {
            return Annotations.of(images, findings);
        }
        return new Annotations(listed == null ? List.of(Dataset.NAMELESS) : listed, images);
    }
}
