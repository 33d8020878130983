// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.mrcnn.data.dataset.Dataset;

/**
 * Options for reading annotations, for what their format leaves open.
 *
 * @param images image folder, to which file names are relative; null for the place that the format defines
 * @param classes class names in the order of their ids, without the background; empty for the classes of the annotations
 * @param classAttributes names of attributes that contain the class of an object, of which the first that an object has is
 *     used; empty for the usual names. Only for VIA
 * @param split {@code train}, {@code val} or {@code test}, if a YAML file of YOLO names several splits; null for {@code train}
 * @param maskPattern pattern for the path of a mask file within the mask folder: <code>{name}</code> is the path of the image
 *     without its extension, <code>{object}</code> or <code>*</code> means that every file is one object, <code>{class}</code>
 *     is the class of the object. Null for the layouts of {@link DataFormat#MASKS}. Only for mask images
 */
public record ReadOptions(
        Path images, List<String> classes, List<String> classAttributes, String split, String maskPattern) {

    /** The options without any choice of the user. */
    public static final ReadOptions DEFAULTS = new ReadOptions(null, List.of(), List.of(), null, null);

    /**
     * Checks and copies the options.
     *
     * @throws IllegalArgumentException if a class is blank, occurs twice or has the name of the background, or the pattern
     *     lacks <code>{name}</code> or has unknown placeholders
     */
    public ReadOptions {
        classes = List.copyOf(classes);
        classAttributes = List.copyOf(classAttributes);
        if (new HashSet<>(classes).size() < classes.size()
                || classes.contains(Dataset.BACKGROUND)
                || classes.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("Classes: expected names that differ, none of them blank or '"
                    + Dataset.BACKGROUND + "', found " + classes);
        }
        if (maskPattern != null) {
            new MaskPattern(maskPattern);
        }
    }

    /** Returns a copy with another image folder, or null. */
    public ReadOptions withImages(Path folder) {
        return new ReadOptions(folder, classes, classAttributes, split, maskPattern);
    }

    /** Returns a copy with these classes. */
    public ReadOptions withClasses(List<String> names) {
        return new ReadOptions(images, names, classAttributes, split, maskPattern);
    }

    /** Returns a copy with these attributes. */
    public ReadOptions withClassAttributes(List<String> names) {
        return new ReadOptions(images, classes, names, split, maskPattern);
    }

    /** Returns a copy with another split. */
    public ReadOptions withSplit(String name) {
        return new ReadOptions(images, classes, classAttributes, name, maskPattern);
    }

    /** Returns a copy with another mask pattern, or null. */
    public ReadOptions withMaskPattern(String pattern) {
        return new ReadOptions(images, classes, classAttributes, split, pattern);
    }

    /** Returns the image folder, or {@code folder} if there is none. */
    Path imagesOr(Path folder) {
        return Objects.requireNonNullElse(images, folder);
    }
}
