// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** A test of {@code mrcnn detect} on two images of cells, whose results are written to a folder. */
abstract class DetectCase extends CommandCase {
    Path images;
    Path model;
    Path annotations;
    Path results;

    @BeforeEach
    void writeImagesAndModel() throws IOException {
        CellsCase cells = CellsCase.write(folder, 2);
        images = cells.images();
        model = cells.model();
        annotations = cells.annotations();
        results = folder.resolve("results");
    }

    /** Runs the command. Objects of any score are results. */
    final int detect(Object... more) {
        List<Object> line = new ArrayList<>(List.of("detect", "--model", model, "--min-score", "0", "--out", results));
        line.addAll(List.of(more));
        return mrcnn(line);
    }
}
