// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.mrcnn.data.dataset.Dataset;

/**
 * How annotations are read where their format leaves it open.
 *
 * @param images folder that the file names refer to; null for where the format expects it
 * @param classes class names in the order of their ids, without the background; empty for those of the annotations
 * @param classAttributes attributes that hold the class of an object, the first that an object has counts; empty for the
 *     usual names. Of VIA only
 * @param split {@code train}, {@code val} or {@code test} where a YAML file of YOLO names several; null for {@code train}
 * @param maskPattern path of a mask file in the folder of the masks: <code>{name}</code> is the path of its image without the
 *     ending, <code>{object}</code> or <code>*</code> makes every file one object, <code>{class}</code> is its class. Null for
 *     the layouts of {@link DataFormat#MASKS}. Of mask images only
 */
public record ReadOptions(
        Path images, List<String> classes, List<String> classAttributes, String split, String maskPattern) {

    /** All as the format has it. */
    public static final ReadOptions DEFAULTS = new ReadOptions(null, List.of(), List.of(), null, null);

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if a class is blank, named twice or named like the background, or the pattern has no
     *     <code>{name}</code> or unknown placeholders
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

    /** The same with the images of another folder, or null. */
    public ReadOptions withImages(Path folder) {
        return new ReadOptions(folder, classes, classAttributes, split, maskPattern);
    }

    /** The same with these classes. */
    public ReadOptions withClasses(List<String> names) {
        return new ReadOptions(images, names, classAttributes, split, maskPattern);
    }

    /** The same with these attributes. */
    public ReadOptions withClassAttributes(List<String> names) {
        return new ReadOptions(images, classes, names, split, maskPattern);
    }

    /** The same with another split. */
    public ReadOptions withSplit(String name) {
        return new ReadOptions(images, classes, classAttributes, name, maskPattern);
    }

    /** The same with masks in a layout of their own, or null. */
    public ReadOptions withMaskPattern(String pattern) {
        return new ReadOptions(images, classes, classAttributes, split, pattern);
    }

    /** The folder of the images, or this one where none is given. */
    Path imagesOr(Path folder) {
        return Objects.requireNonNullElse(images, folder);
    }
}
