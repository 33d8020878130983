// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.mrcnn.core.TrainingResult;
import org.mrcnn.data.evaluation.EvaluationResult;
import org.mrcnn.data.internal.file.AtomicFile;

/** Prints and writes the metrics of a run. */
final class Metrics {
    private Metrics() {}

    /** Writes {@code bbox/AP, ..., segm/AP, ..., steps, seconds, secondsPerStep, peakMemoryMb} as one flat JSON object. */
    static void write(Path file, List<EvaluationResult> results, TrainingResult run) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = mapper.createObjectNode();
        for (EvaluationResult result : results) {
            result.metrics()
                    .forEach((name, value) -> json.put(result.settings().type().key() + "/" + name, value));
        }
        json.put("steps", run.steps())
                .put("seconds", run.seconds())
                .put("secondsPerStep", run.secondsPerStep())
                .put("peakMemoryMb", run.peakMemoryBytes() / 1_000_000);
        String text = mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
