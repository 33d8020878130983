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
 * Classes of masks.
 *
 * @param listed of a file {@code classes.txt}; null where there is none
 * @param inPaths whether the paths of the masks hold the classes
 */
record MaskClasses(List<String> listed, boolean inPaths) {

    /** As in the instance images of Cityscapes. */
    private static final int OBJECTS_OF_CLASS = 1000;

    /** With the {@code classes.txt} of the first of these folders that has one. */
    static MaskClasses in(List<Path> folders, boolean inPaths, Findings findings) {
        for (Path folder : folders) {
            Path list = folder.resolve("classes.txt");
            if (Files.isRegularFile(list)) {
                return new MaskClasses(ClassNames.read(list, findings), inPaths);
            }
        }
        return new MaskClasses(null, inPaths);
    }

    /** The class of a file of one object, by its path or by its name, {@code CLASS_1.png}; null for none of those listed. */
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

    /** The class of a value in a file of all objects, by the path of the file or by the value; null for none of those listed. */
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

    /** With the classes of the list, or else of the paths. */
    AnnotationSource source(List<AnnotatedImage> images, Findings findings) {
        if (listed == null && inPaths) {
            return Annotations.of(images, findings);
        }
        return new Annotations(listed == null ? List.of(Dataset.NAMELESS) : listed, images);
    }
}
