// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.Environment;
import org.mrcnn.core.model.ModelFileException;
import org.mrcnn.core.model.Provenance;
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.mrcnn.engine.internal.weights.Safetensors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ModelFileTest {
    private static final MaskRcnnConfig CONFIG = MaskRcnnConfig.defaults();
    private static final List<String> LABELS = List.of("BG", "Zellkern \u00e4\u4e2d");
    private static final Provenance PROVENANCE =
            new Provenance(Map.of("mrcnn", "0.1"), Map.of("os", "Linux 6"), "sha256:00", -7, 300);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void save() throws IOException {
        file = folder.resolve("good.mrcnn");
        model(weights()).save(file);
    }

    @Test
    void everythingComesBack() throws IOException {
        ModelFile loaded = ModelFile.load(file);
        assertThat(loaded.config()).isEqualTo(CONFIG);
        assertThat(loaded.labels()).isEqualTo(LABELS);
        assertThat(loaded.provenance()).isEqualTo(PROVENANCE);
        assertThat(loaded.weights().names()).containsExactly("conv1/kernel", "conv1/bias");
        weights().forEach((name, array) -> {
            assertThat(loaded.weights().get(name).shape()).isEqualTo(array.shape());
            assertThat(loaded.weights().get(name).data().asFloat())
                    .isEqualTo(array.data().asFloat());
        });
        loaded.weights().close();
        assertThat(files()).containsExactly("good.mrcnn");
    }

    @Test
    void theSameModelGivesTheSameBytes() throws IOException {
        Path again = folder.resolve("again.mrcnn");
        model(weights()).save(again);
        assertThat(again).hasSameBinaryContentAs(file);
    }

    @Test
    void aSaveThatFailsLeavesTheOldFile() throws IOException {
        byte[] before = Files.readAllBytes(file);
        Map<String, INDArray> broken = weights();
        broken.put("mask", Nd4j.create(DataType.BOOL, 2));
        assertThatThrownBy(() -> model(broken).save(file)).hasMessageContaining("mask");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(files()).containsExactly("good.mrcnn");
    }

    @Test
    void aSaveThatIsKilledLeavesTheOldFile() throws Exception {
        byte[] before = Files.readAllBytes(file);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Xmx512m",
                        SaveAndHalt.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isEqualTo(SaveAndHalt.STATUS);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        // The partial file exists under another name, so the process ended during writing.
        assertThat(files()).hasSize(2).contains("good.mrcnn").anyMatch(name -> name.endsWith(".tmp"));
        ModelFile.load(file).weights().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {ModelFile.CONFIG, ModelFile.LABELS, ModelFile.WEIGHTS, ModelFile.PROVENANCE})
    void aMissingEntryIsNamed(String entry) throws IOException {
        rewrite(entry, null);
        assertFault(entry, "missing; the zip holds [");
    }

    @Test
    void damagedWeightsAreNamed() throws IOException {
        rewrite(ModelFile.WEIGHTS, "not weights");
        assertFault(ModelFile.WEIGHTS, "damaged");
    }

    @Test
    void anOptimizerThatIsNotFiniteIsNotWritten() throws IOException {
        byte[] before = Files.readAllBytes(file);
        INDArray moment = weights().get("conv1/bias").putScalar(0, Float.POSITIVE_INFINITY);
        TrainingState state = new TrainingState(
                1, 1, TrainingState.START.position(), null, Map.of(), Map.of(), Map.of("conv1/bias:M", moment));
        assertThatThrownBy(() -> model(weights()).save(file, state))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(file.toString(), "state of the optimizer", "conv1/bias:M: 1 of ");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void weightsThatAreNotFiniteAreNamedAndCounted() throws IOException {
        Map<String, INDArray> diverged = weights();
        diverged.get("conv1/kernel").putScalar(3, Float.NaN).putScalar(7, Float.NEGATIVE_INFINITY);
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> model(diverged).save(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(file.toString(), "conv1/kernel: 2 of 24");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        Safetensors.write(written, diverged, Map.of());
        rewriteBytes(ModelFile.WEIGHTS, written.toByteArray());
        assertFault(ModelFile.WEIGHTS, "conv1/kernel: 2 of 24");
    }

    @Test
    void damagedEntriesAreNamed() throws IOException {
        rewrite(ModelFile.LABELS, "[\"BG\", ");
        assertFault(ModelFile.LABELS, "damaged");
        rewrite(ModelFile.LABELS, "[]");
        assertFault(ModelFile.LABELS, "expected a list of class names");
        rewrite(ModelFile.LABELS, "[\"BG\", null]");
        assertFault(ModelFile.LABELS, "expected a list of class names");
        rewrite(ModelFile.LABELS, "{}");
        assertFault(ModelFile.LABELS, "damaged");
        rewrite(ModelFile.LABELS, "[\"BG\", \"cell\"]");
        rewrite(ModelFile.CONFIG, "model:\n  backbone: \"\"\n");
        assertFault(ModelFile.CONFIG, ":2: model.backbone: expected the name of a backbone");
        rewrite(ModelFile.CONFIG, "{}");
        rewrite(ModelFile.PROVENANCE, "{\"format\": 2}");
        assertFault(ModelFile.PROVENANCE, "expected format 1, found 2");
        rewrite(ModelFile.PROVENANCE, "{}");
        assertFault(ModelFile.PROVENANCE, "expected format 1, found");
        rewrite(ModelFile.PROVENANCE, "{\"format\": 1}");
        assertFault(ModelFile.PROVENANCE, "damaged");
    }

    @Test
    void filesOfNewerVersionsNameBothVersions() throws IOException {
        String provenance = "{\"versions\": {\"mrcnn\": \"9.8\"}, \"dataset\": \"\", \"seed\": 1, \"steps\": 5";
        String both = "its weights are of version 9.8, and this is version " + Environment.version()
                + "; if a newer version wrote the file, update this software";
        rewrite(ModelFile.PROVENANCE, "{\"format\": 2, \"provenance\": " + provenance + "}}");
        assertFault(ModelFile.PROVENANCE, "expected format 1, found 2; " + both);
        rewrite(ModelFile.PROVENANCE, "{\"format\": 1, \"provenance\": " + provenance + ", \"place\": \"here\"}}");
        assertFault(ModelFile.PROVENANCE, "found \"place\"; " + both);
        rewrite(ModelFile.PROVENANCE, "{\"format\": 1, \"provenance\": " + provenance + "}}");
        rewrite(ModelFile.CONFIG, "model:\n  attention: true\n");
        assertFault(ModelFile.CONFIG, ":2: model.attention: no such setting; known here: dialect");
        assertFault(ModelFile.CONFIG, file + ": " + both);
    }

    @Test
    void filesOfEarlierVersionsSayNothingOfTheMachine() throws IOException {
        rewrite(
                ModelFile.PROVENANCE,
                "{\"format\": 1, \"provenance\": {\"versions\": {\"mrcnn\": \"unknown\"}, \"dataset\": \"sha256:00\","
                        + " \"seed\": 1, \"steps\": 5}}");
        ModelFile loaded = ModelFile.load(file);
        assertThat(loaded.provenance())
                .isEqualTo(new Provenance(Map.of("mrcnn", "unknown"), Map.of(), "sha256:00", 1, 5));
        loaded.weights().close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"versions\": {\"a\": null}, \"dataset\": \"\", \"seed\": 1, \"steps\": 5}",
                "{\"versions\": {}, \"dataset\": \"\", \"seed\": 1, \"steps\": 9223372036854775807}",
                "{\"versions\": {}, \"dataset\": \"\", \"seed\": 1, \"steps\": -1}",
                "{\"versions\": {}, \"dataset\": null, \"seed\": 1, \"steps\": 1}",
                "null"
            })
    void aHistoryThatCannotBeIsNamed(String provenance) throws IOException {
        rewrite(ModelFile.PROVENANCE, "{\"format\": 1, \"provenance\": " + provenance + "}");
        assertFault(ModelFile.PROVENANCE, "damaged");
    }

    @Test
    void oneFlippedBitAnywhereIsFoundOrHarmless() throws IOException {
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i += 5) {
            byte[] bad = good.clone();
            bad[i] ^= 0x10;
            Files.write(file, bad);
            loadsEqualOrFails(i);
        }
    }

    @Test
    void aFileCutOffAnywhereIsRefused() throws IOException {
        byte[] good = Files.readAllBytes(file);
        for (int length : new int[] {0, 1, 30, good.length / 2, good.length - 1}) {
            Files.write(file, Arrays.copyOf(good, length));
            assertThatThrownBy(() -> ModelFile.load(file))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("good.mrcnn");
        }
    }

    @Test
    void foreignAndAbsentFilesAreNamed() throws IOException {
        Path text = Files.writeString(folder.resolve("photo.jpg"), "not a zip at all, but long enough to be looked at");
        assertThatThrownBy(() -> ModelFile.load(text))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("photo.jpg")
                .hasMessageContaining("expected a model file");
        assertThatThrownBy(() -> ModelFile.load(folder.resolve("absent.mrcnn")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("absent.mrcnn");
    }

    private void loadsEqualOrFails(int position) throws IOException {
        try {
            ModelFile loaded = ModelFile.load(file);
            assertThat(loaded.config()).as("byte %d", position).isEqualTo(CONFIG);
            assertThat(loaded.labels()).as("byte %d", position).isEqualTo(LABELS);
            assertThat(loaded.provenance()).as("byte %d", position).isEqualTo(PROVENANCE);
            weights().forEach((name, array) -> assertThat(
                            loaded.weights().get(name).data().asFloat())
                    .as("byte %d", position)
                    .isEqualTo(array.data().asFloat()));
            loaded.weights().close();
        } catch (ModelFileException e) {
            assertThat(e).hasMessageContaining("good.mrcnn");
        }
    }

    private void assertFault(String entry, String what) {
        assertThatThrownBy(() -> ModelFile.load(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("good.mrcnn, " + entry)
                .hasMessageContaining(what);
    }

    /** Replaces an entry, or removes it if the content is null. */
    private void rewrite(String entry, String content) throws IOException {
        rewriteBytes(entry, content == null ? null : content.getBytes(StandardCharsets.UTF_8));
    }

    private void rewriteBytes(String entry, byte[] content) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                entries.put(e.getName(), in.readAllBytes());
            }
        }
        if (content == null) {
            entries.remove(entry);
        } else {
            entries.put(entry, content);
        }
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> e : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(e.getKey()));
                zip.write(e.getValue());
            }
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static ModelFile model(Map<String, INDArray> weights) {
        return new ModelFile(CONFIG, LABELS, new NamedWeights(weights), PROVENANCE);
    }

    private static Map<String, INDArray> weights() {
        Map<String, INDArray> weights = new LinkedHashMap<>();
        weights.put("conv1/kernel", Nd4j.linspace(DataType.FLOAT, -1, 0.25, 24).reshape(2, 3, 4));
        weights.put("conv1/bias", Nd4j.createFromArray(1f, -0f, Float.MIN_VALUE));
        return weights;
    }

    @ParameterizedTest
    @ValueSource(strings = {ModelFile.CONFIG, ModelFile.LABELS, ModelFile.WEIGHTS, ModelFile.PROVENANCE})
    void zipBombsAreRefusedBeforeTheyAreRead(String entry) throws IOException {
        rewrite(entry, " ".repeat(20_000_000));
        assertFault(entry, "expected an entry that is hardly compressed, found 20000000 bytes in ");
    }

    @ParameterizedTest
    @ValueSource(strings = {ModelFile.CONFIG, ModelFile.LABELS, ModelFile.WEIGHTS, ModelFile.PROVENANCE})
    void entriesThatHoldNothingAreNamed(String entry) throws IOException {
        rewrite(entry, "null");
        assertFault(entry, "");
    }

    @Test
    void messagesAboutDamageHaveALimit() throws IOException {
        rewrite(ModelFile.LABELS, "[null, \"" + "x".repeat(200_000) + "\"]");
        assertThatThrownBy(() -> ModelFile.load(file))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2000).contains("found [null, xxx"));
    }
}
