// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.WeightLock;
import org.mrcnn.core.internal.model.BrokenStep;
import org.mrcnn.core.internal.model.ModelFile;
import org.mrcnn.core.internal.train.GraphStep;
import org.mrcnn.core.internal.train.StepInputs;
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The diagnosis of a step that is not finite. */
record StepDiagnosis(MaskRcnn model, GraphStep step, List<StepInputs> inputs) {
    private static final Logger LOG = LoggerFactory.getLogger(StepDiagnosis.class);
    private static final double MEGABYTE = 1e6;

    /** Returns a sentence that names the first tensor that is not finite. */
    String firstNonFinite() {
        return inputs.stream()
                .map(step::firstNonFinite)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("No tensor of the step is infinite or NaN by itself.");
    }

    /**
     * Writes the step to a file, which {@code mrcnn replay} can run again.
     *
     * @param number number of the step in the run, from 1
     * @return a sentence that says where the file is and how large, or why it could not be written
     */
    String save(Path file, MaskRcnnConfig config, int number) {
        List<Map<String, INDArray>> batches = new ArrayList<>();
        try (WeightLock.Held held = model.lock().reading()) {
            inputs.forEach(batch -> batches.add(step.placeholders(batch)));
            List<String> images = inputs.stream()
                    .flatMap(batch -> batch.batch().imageNames().stream())
                    .toList();
            new BrokenStep(
                            new ModelFile(
                                    config, model.labels(), new NamedWeights(model.weights()), model.provenance()),
                            new BrokenStep.Header(
                                    number, images, step.objective().weights(), batches.size()),
                            batches)
                    .save(file);
            return String.format(
                    Locale.ROOT,
                    "The step is in %s (%.1f MB): mrcnn replay %s runs it again.",
                    file,
                    Files.size(file) / MEGABYTE,
                    file);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            return "The step could not be kept: " + (e instanceof IOException ? e.getMessage() : e) + ".";
        } finally {
            batches.forEach(batch -> batch.values().forEach(INDArray::close));
        }
    }

    /** Deletes the step that an earlier run saved, after a successful run. */
    static void forget(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} of an earlier run could not be deleted: {}", file, e.toString());
        }
    }
}
