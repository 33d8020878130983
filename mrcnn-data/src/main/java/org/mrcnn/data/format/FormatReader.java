// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Path;
import java.util.Set;
import org.mrcnn.data.dataset.AnnotationSource;
import org.mrcnn.data.dataset.Findings;

/**
 * How a {@link DataFormat} is recognized and read. A new built-in format is a class with one of these and a constant of {@link
 * DataFormat}; a custom format needs neither, only an {@link AnnotationSource}.
 */
interface FormatReader {

    /**
     * Reads the annotations.
     *
     * @param options the user's options for the annotations
     * @param at file or folder of the annotations
     * @param findings receives problems of single files or objects
     */
    AnnotationSource read(ReadOptions options, Path at, Findings findings);

    /**
     * Returns the extensions, in lower case, of files that can only be of this format. JSON files are distinguished by their
     * fields.
     */
    default Set<String> endings() {
        return Set.of();
    }

    /** Returns whether a file that is not JSON is of this format. */
    default boolean fitsFile(Path file) {
        return endings().contains(ImageFiles.ending(file));
    }

    /** Returns whether the fields read so far show that a JSON file is of this format. */
    default boolean fitsJson(JsonHead head) {
        return false;
    }

    /** Returns whether a folder has the layout of this format. */
    default boolean fitsFolder(Path folder) {
        return false;
    }
}
