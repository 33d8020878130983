// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Path;
import java.util.Set;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.Findings;

/**
 * A format of {@link DataFormat}: how it is recognized, and how it is read. A new built-in format is a class with one of these and
 * a constant of {@link DataFormat}; a user's own needs neither, only an {@link AnnotationSource}.
 */
interface FormatReader {

    /**
     * Reads the annotations.
     *
     * @param options what the user says about the annotations
     * @param at file or folder of the annotations
     * @param findings takes what is wrong with single files or objects
     */
    AnnotationSource read(ReadOptions options, Path at, Findings findings);

    /** Endings of files that can only be of this format, in small letters; JSON files are told apart by their fields. */
    default Set<String> endings() {
        return Set.of();
    }

    /** Whether a file that is not JSON is of this format. */
    default boolean fitsFile(Path file) {
        return endings().contains(ImageFiles.ending(file));
    }

    /** Whether the fields so far show that a JSON file is of this format. */
    default boolean fitsJson(JsonHead head) {
        return false;
    }

    /** Whether the layout of a folder is that of this format. */
    default boolean fitsFolder(Path folder) {
        return false;
    }
}
