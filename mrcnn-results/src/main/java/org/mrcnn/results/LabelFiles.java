// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.io.IOException;
import java.nio.file.Path;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Images;

/** Writes one label image per image: see {@link LabelRows}. */
final class LabelFiles implements ResultFiles {
    private final Path folder;
    private final String ending;
    private long shared;
    private long hidden;

    LabelFiles(Path folder, String ending) {
        this.folder = folder;
        this.ending = ending;
    }

    /** Returns the number of pixels so far that belong to several objects. */
    long shared() {
        return shared;
    }

    /** Returns the number of objects so far that are completely covered by others. */
    long hidden() {
        return hidden;
    }

    @Override
    public void write(ImageResult image, String stem) throws IOException {
        Detections found = image.found();
        LabelRows rows = new LabelRows(found);
        Images.writeLabels(rows::row, found.size(), found.height(), found.width(), Stems.file(folder, stem, ending));
        shared += rows.shared();
        hidden += rows.hidden();
    }
}
