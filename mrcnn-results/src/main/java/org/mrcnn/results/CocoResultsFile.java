// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.mrcnn.data.evaluation.CocoDetection;

/** The list of COCO results. */
final class CocoResultsFile implements ResultFiles {
    private final Path target;
    private final IntUnaryOperator categoryIds;
    private final List<CocoDetection> results = new ArrayList<>();

    CocoResultsFile(Path target, IntUnaryOperator categoryIds) {
        this.target = target;
        this.categoryIds = categoryIds;
    }

    @Override
    public void write(ImageResult image, String stem) {
        results.addAll(image.found().toCocoResults(image.id(), categoryIds));
    }

    @Override
    public void finish() throws IOException {
        CocoDetection.writeAll(target, results);
    }
}
