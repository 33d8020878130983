// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.mrcnn.core.config.InvalidConfigException;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.Environment;
import org.mrcnn.core.model.ModelFileException;
import org.mrcnn.core.model.Provenance;
import org.mrcnn.data.internal.file.Text;
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.mrcnn.engine.internal.weights.Safetensors;
import org.mrcnn.engine.weights.WeightFileException;

/** Reads a model file and checks every entry. */
final class ModelFileReader implements AutoCloseable {
    /** Maximum size of a text, sufficient for the digests of a million images; a larger one is damaged or malicious. */
    private static final int MAX_TEXT_BYTES = 1 << 27;

    /** Size up to which any compression ratio is allowed, for texts; weights hardly compress. */
    private static final int MAX_FREE_BYTES = 1 << 20;

    /** Maximum ratio of an entry's size to its compressed size beyond that: a small file must not fill the memory. */
    private static final int MAX_RATIO = 4;

    private static final int MAX_MESSAGE = 1000;

    private static final String CONVERT =
            "; weights of other software become a model file by convert (scripts/mrcnn convert FILE model.mrcnn)";

    private final Path file;
    private final ZipFile zip;
    private String writer = "unknown";

    private ModelFileReader(Path file, ZipFile zip) {
        this.file = file;
        this.zip = zip;
    }

    static ModelFileReader open(Path file) throws IOException {
        try {
            return new ModelFileReader(file, new ZipFile(file.toFile(), StandardCharsets.UTF_8));
        } catch (ZipException | EOFException e) {
            throw new ModelFileException(
                    file + ": expected a model file (a zip with " + ModelFile.WEIGHTS + "), found none: cut off or of"
                            + " another kind (" + e.getMessage() + ")" + CONVERT,
                    e);
        }
    }

    ModelFile read() throws IOException {
        ModelFile model = readAsItIs();
        try {
            NamedWeights.requireFinite(
                    file + ", " + ModelFile.WEIGHTS, model.weights().asMap());
            return model;
        } catch (IllegalArgumentException e) {
            model.weights().close();
            throw new ModelFileException(e.getMessage(), e);
        }
    }

    /** Reads a model whose weights may be NaN or infinite. */
    private ModelFile readAsItIs() throws IOException {
        Provenance provenance = provenance();
        List<String> labels = json(ModelFile.LABELS, new TypeReference<List<String>>() {});
        if (labels.isEmpty() || labels.contains(null)) {
            throw fault(ModelFile.LABELS, "expected a list of class names, found " + labels, null);
        }
        MaskRcnnConfig config;
        try {
            config = MaskRcnnConfig.fromYaml(text(ModelFile.CONFIG), file + ", " + ModelFile.CONFIG);
        } catch (InvalidConfigException e) {
            throw new ModelFileException(String.join("\n", e.faults()) + "\n" + file + ": " + versions(), e);
        }
        return new ModelFile(config, labels, tensors(ModelFile.WEIGHTS), provenance);
    }

    TrainingState readState() throws IOException {
        provenance();
        if (zip.getEntry(ModelFile.TRAINING) == null) {
            throw new ModelFileException(
                    file + ": expected a checkpoint, found a model file without " + ModelFile.TRAINING
                            + ": this is a finished model, which cannot be resumed",
                    null);
        }
        ModelFile.Progress progress = json(ModelFile.TRAINING, new TypeReference<ModelFile.Progress>() {});
        return new TrainingState(
                progress.steps(),
                progress.seconds(),
                progress.position(),
                digest(),
                progress.objective(),
                progress.loop(),
                tensors(ModelFile.OPTIMIZER).asMap());
    }

    BrokenStep readBrokenStep() throws IOException {
        provenance();
        if (zip.getEntry(BrokenStep.STEP) == null) {
            throw new ModelFileException(
                    file + ": expected a step of a run whose losses were not finite, found a model file without "
                            + BrokenStep.STEP + "; take the file that the message of the run names",
                    null);
        }
        BrokenStep.Header header = json(BrokenStep.STEP, new TypeReference<BrokenStep.Header>() {});
        List<NamedWeights> batches = new ArrayList<>();
        try {
            for (int i = 0; i < header.batches(); i++) {
                batches.add(tensors(BrokenStep.batch(i)));
            }
            return new BrokenStep(
                    readAsItIs(),
                    header,
                    batches.stream().map(NamedWeights::asMap).toList());
        } catch (IOException | RuntimeException | Error e) {
            batches.forEach(NamedWeights::close);
            throw e;
        }
    }

    /** Returns the CRC-32 of an entry's content. */
    long checksum(String name) {
        return entry(name).getCrc();
    }

    private DatasetDigest digest() throws IOException {
        return zip.getEntry(ModelFile.DATASET) == null
                ? null
                : json(ModelFile.DATASET, new TypeReference<DatasetDigest>() {});
    }

    private Provenance provenance() throws IOException {
        JsonNode header = json(ModelFile.PROVENANCE, new TypeReference<JsonNode>() {});
        writer = header.at("/provenance/versions/mrcnn").asText("unknown");
        JsonNode format = header.path("format");
        if (!format.isInt() || format.intValue() != ModelFile.FORMAT) {
            throw newer(ModelFile.PROVENANCE, "expected format " + ModelFile.FORMAT + ", found " + format, null);
        }
        return json(ModelFile.PROVENANCE, new TypeReference<ModelFile.Header>() {})
                .provenance();
    }

    private NamedWeights tensors(String name) throws IOException {
        ZipEntry entry = entry(name);
        NamedWeights weights = null;
        try (InputStream raw = zip.getInputStream(entry);
                CheckedInputStream in = new CheckedInputStream(raw, new CRC32())) {
            weights = Safetensors.read(in, entry.getSize(), file + ", " + name).weights();
            checkCrc(entry, in);
            return weights;
        } catch (IOException | RuntimeException e) {
            if (weights != null) {
                weights.close();
            }
            if (e instanceof IllegalArgumentException) {
                throw new ModelFileException(e.getMessage(), e);
            }
            if (e instanceof ZipException || e instanceof EOFException || e instanceof WeightFileException) {
                throw fault(name, "damaged: " + e.getMessage(), e);
            }
            throw e;
        }
    }

    private <T> T json(String name, TypeReference<T> type) throws IOException {
        try {
            T value = ModelFile.JSON.readValue(text(name), type);
            if (value == null) {
                throw fault(name, "damaged: expected content, found null", null);
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw newer(
                    name,
                    "expected only the fields " + e.getKnownPropertyIds() + ", found \"" + e.getPropertyName() + '"',
                    e);
        } catch (JsonProcessingException e) {
            throw fault(name, "damaged: " + Text.fault(e), e);
        }
    }

    private String text(String name) throws IOException {
        ZipEntry entry = entry(name);
        if (entry.getSize() > MAX_TEXT_BYTES) {
            throw fault(name, "expected at most " + MAX_TEXT_BYTES + " bytes, found " + entry.getSize(), null);
        }
        try (InputStream raw = zip.getInputStream(entry);
                CheckedInputStream in = new CheckedInputStream(raw, new CRC32())) {
            byte[] bytes = in.readNBytes((int) entry.getSize());
            checkCrc(entry, in);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (ZipException | EOFException e) {
            throw fault(name, "damaged: " + e.getMessage(), e);
        }
    }

    private ZipEntry entry(String name) {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null && zip.getEntry(ModelFile.WEIGHTS) == null && zip.getEntry(ModelFile.PROVENANCE) == null) {
            throw new ModelFileException(
                    file + ": expected a model file (a zip with " + ModelFile.WEIGHTS + "), found a zip of another kind"
                            + CONVERT,
                    null);
        }
        if (entry == null) {
            throw fault(
                    name,
                    "missing; the zip holds "
                            + zip.stream().limit(10).map(ZipEntry::getName).toList(),
                    null);
        }
        long size = entry.getSize();
        if (size < 0 || size > MAX_FREE_BYTES + MAX_RATIO * entry.getCompressedSize()) {
            throw fault(
                    name,
                    "expected an entry that is hardly compressed, found " + size + " bytes in "
                            + entry.getCompressedSize() + ", as of a zip bomb",
                    null);
        }
        return entry;
    }

    /** Checks the CRC-32, which ZipFile, unlike ZipInputStream, leaves to its caller. */
    private void checkCrc(ZipEntry entry, CheckedInputStream in) throws IOException {
        boolean whole = in.read() < 0;
        long found = in.getChecksum().getValue();
        if (!whole || found != entry.getCrc()) {
            throw fault(
                    entry.getName(),
                    "damaged: expected CRC-32 " + Long.toHexString(entry.getCrc()) + ", found "
                            + (whole ? Long.toHexString(found) : "more bytes than announced"),
                    null);
        }
    }

    private ModelFileException fault(String entry, String what, Throwable cause) {
        return new ModelFileException(
                file + ", " + entry + ": " + cut(what) + "; take another copy of the model file", cause);
    }

    /** Returns the exception for content that only a newer version may have written. */
    private ModelFileException newer(String entry, String what, Throwable cause) {
        return new ModelFileException(file + ", " + entry + ": " + cut(what) + "; " + versions(), cause);
    }

    /** The version that trained the weights need not be the one that wrote the file. */
    private String versions() {
        return "its weights are of version " + cut(writer) + ", and this is version " + Environment.version()
                + "; if a newer version wrote the file, update this software";
    }

    private static String cut(String text) {
        return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "...";
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
