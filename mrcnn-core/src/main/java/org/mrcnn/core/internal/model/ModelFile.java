// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.model;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.model.ModelFileException;
import org.mrcnn.core.model.Provenance;
import org.mrcnn.data.internal.file.AtomicFile;
import org.mrcnn.data.internal.loader.LoaderPosition;
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.mrcnn.engine.internal.weights.Safetensors;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The content of a model file: a zip of {@code config.yaml}, {@code labels.json}, {@code weights.safetensors} and {@code
 * provenance.json}, each checked by its CRC-32; a checkpoint also contains {@code training.json}, {@code dataset.json} and
 * {@code optimizer.safetensors}. Nothing in it is executed, so that files from untrusted sources can be loaded safely.
 *
 * @param config the configuration, validated
 * @param labels class names by class id, background first
 * @param weights weights by name; the code that loads the file owns and closes them
 * @param provenance origin of the weights
 */
public record ModelFile(MaskRcnnConfig config, List<String> labels, NamedWeights weights, Provenance provenance) {
    static final String CONFIG = "config.yaml";
    static final String LABELS = "labels.json";
    static final String WEIGHTS = "weights.safetensors";
    static final String PROVENANCE = "provenance.json";
    static final String TRAINING = "training.json";
    static final String DATASET = "dataset.json";
    static final String OPTIMIZER = "optimizer.safetensors";

    /** Version of the format. Must be increased if an older reader could misread a new file. */
    static final int FORMAT = 1;

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public ModelFile {
        labels = List.copyOf(labels);
    }

    /** The content of provenance.json. */
    record Header(int format, Provenance provenance) {}

    /** The content of training.json. */
    record Progress(
            int steps,
            double seconds,
            LoaderPosition position,
            Map<String, Double> objective,
            @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, Double> loop) {
        Progress {
            TrainingState.check(steps, seconds);
        }
    }

    /**
     * Writes a file as a whole: to a temporary file in the same folder, forced to disk, then renamed. In any case, {@code file}
     * is afterwards either the old or the new file.
     *
     * <p>The weights must be FLOAT arrays, which must not change until this method returns.
     *
     * @throws IOException if writing fails
     * @throws IllegalArgumentException if weights, or arrays of the optimizer, are not finite; the message names them
     */
    public void save(Path file) throws IOException {
        save(file, null);
    }

    /** Like {@link #save(Path)}, and also writes what training needs to resume, unless it is null. */
    public void save(Path file, TrainingState state) throws IOException {
        config.validate();
        NamedWeights.requireFinite(file.toString(), weights.asMap());
        if (state != null) {
            NamedWeights.requireFinite(file + ", state of the optimizer", state.optimizer());
        }
        AtomicFile.stream(file, out -> {
            ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
            writeHead(zip);
            if (state != null && state.data() != null) {
                text(zip, DATASET, json(state.data()));
            }
            zip.setLevel(Deflater.NO_COMPRESSION); // trained weights do not compress
            tensors(zip, WEIGHTS, weights.asMap());
            if (state != null) {
                text(
                        zip,
                        TRAINING,
                        json(new Progress(
                                state.steps(), state.seconds(), state.position(), state.objective(), state.loop())));
                tensors(zip, OPTIMIZER, state.optimizer());
            }
            zip.finish();
            zip.flush();
        });
    }

    /** Writes all parts of a model except its weights. */
    void writeHead(ZipOutputStream zip) throws IOException {
        text(zip, CONFIG, config.toYaml().getBytes(StandardCharsets.UTF_8));
        text(zip, LABELS, json(labels));
        text(zip, PROVENANCE, json(new Header(FORMAT, provenance)));
    }

    /**
     * Reads a file.
     *
     * @throws IOException if the file cannot be read
     * @throws ModelFileException if it is not a complete, undamaged model file
     */
    public static ModelFile load(Path file) throws IOException {
        try (ModelFileReader reader = ModelFileReader.open(file)) {
            return reader.read();
        }
    }

    /**
     * Reads the state of training from a checkpoint.
     *
     * @return the state, which the caller must close
     * @throws IOException if the file cannot be read
     * @throws ModelFileException if it is not a complete, undamaged checkpoint
     */
    public static TrainingState loadState(Path file) throws IOException {
        try (ModelFileReader reader = ModelFileReader.open(file)) {
            return reader.readState();
        }
    }

    /**
     * Returns whether a file contains exactly these weights, according to their checksum in the file.
     *
     * @throws IOException if the file cannot be read
     * @throws ModelFileException if it is not a model file
     */
    public static boolean holds(Path file, Map<String, INDArray> weights) throws IOException {
        try (ModelFileReader reader = ModelFileReader.open(file);
                CheckedOutputStream nowhere = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32())) {
            Safetensors.write(nowhere, weights, Map.of());
            return reader.checksum(WEIGHTS) == nowhere.getChecksum().getValue();
        }
    }

    static void tensors(ZipOutputStream zip, String name, Map<String, INDArray> arrays) throws IOException {
        begin(zip, name);
        Safetensors.write(zip, arrays, Map.of());
        zip.closeEntry();
    }

    static void text(ZipOutputStream zip, String name, byte[] content) throws IOException {
        begin(zip, name);
        OutputStream out = zip;
        out.write(content);
        zip.closeEntry();
    }

    private static void begin(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0); // the same model gives the same bytes
        zip.putNextEntry(entry);
    }

    static byte[] json(Object value) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Plain values could not be written as JSON", e);
        }
    }
}
