// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipOutputStream;
import org.mrcnn.core.model.ModelFileException;
import org.mrcnn.data.internal.file.AtomicFile;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A training step whose losses or gradient were not finite, with everything needed to run it again. Its file is a model file
 * that also contains {@code step.json} and, for each batch, {@code batch-N.safetensors}.
 *
 * @param model the model before the step; its weights may be NaN or infinite
 * @param header description of the step
 * @param batches the placeholders of each batch by name
 */
public record BrokenStep(ModelFile model, Header header, List<Map<String, INDArray>> batches) {
    static final String STEP = "step.json";

    /**
     * The content of step.json.
     *
     * @param step number of the step in the run, from 1
     * @param images descriptions of the images of all batches
     * @param objective weights of the losses that the run trains for, by name
     * @param batches number of batches
     */
    public record Header(int step, List<String> images, Map<String, Double> objective, int batches) {
        /** Checks the numbers. */
        public Header {
            if (batches < 1) {
                throw new IllegalArgumentException("batches: expected 1 or more, found " + batches);
            }
            images = List.copyOf(images);
            objective = Collections.unmodifiableMap(new LinkedHashMap<>(objective));
        }
    }

    /** Copies the list. */
    public BrokenStep {
        batches = List.copyOf(batches);
    }

    static String batch(int number) {
        return "batch-" + number + ".safetensors";
    }

    /**
     * Writes the file completely or not at all.
     *
     * @throws IOException if writing fails; the message names the file and the cause
     */
    public void save(Path file) throws IOException {
        AtomicFile.stream(file, out -> {
            ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
            model.writeHead(zip);
            ModelFile.text(zip, STEP, ModelFile.json(header));
            zip.setLevel(Deflater.NO_COMPRESSION); // the reader rejects high compression as a zip bomb
            ModelFile.tensors(zip, ModelFile.WEIGHTS, model.weights().asMap());
            for (int i = 0; i < batches.size(); i++) {
                ModelFile.tensors(zip, batch(i), batches.get(i));
            }
            zip.finish();
            zip.flush();
        });
    }

    /**
     * Reads a file.
     *
     * @return the step, whose arrays the caller must close: by {@link #closeBatches}, and the model's weights
     * @throws IOException if the file cannot be read
     * @throws ModelFileException if it is not a complete, undamaged file of a step
     */
    public static BrokenStep load(Path file) throws IOException {
        try (ModelFileReader reader = ModelFileReader.open(file)) {
            return reader.readBrokenStep();
        }
    }

    /** Frees the placeholders. */
    public void closeBatches() {
        batches.forEach(batch -> batch.values().forEach(INDArray::close));
    }
}
