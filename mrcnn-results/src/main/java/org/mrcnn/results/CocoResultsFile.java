// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.mrcnn.data.evaluation.CocoDetection;

/** Writes the list of COCO results. */
final class CocoResultsFile extends RunFile {
    private final IntUnaryOperator categoryIds;
    private final Map<Long, String> textIds;

    CocoResultsFile(Path target, IntUnaryOperator categoryIds, Map<Long, String> textIds) throws IOException {
        super(target, ",");
        this.categoryIds = categoryIds;
        this.textIds = textIds;
    }

    @Override
    String start() {
        return "[";
    }

    @Override
    String end() {
        return "]";
    }

    @Override
    byte[] entry(ImageResult image) throws IOException {
        List<String> results = new ArrayList<>();
        for (CocoDetection result : image.found().toCocoResults(image.id(), categoryIds)) {
            results.add(result.toJson(textIds));
        }
        return String.join(",", results).getBytes(StandardCharsets.UTF_8);
    }
}
