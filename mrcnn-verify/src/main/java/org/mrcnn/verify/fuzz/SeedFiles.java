// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.model.DatasetDigest;
import org.mrcnn.core.internal.model.ModelFile;
import org.mrcnn.core.internal.model.TrainingState;
import org.mrcnn.core.model.Provenance;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.internal.loader.LoaderPosition;
import org.mrcnn.data.mask.Rle;
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.mrcnn.engine.internal.weights.Safetensors;
import org.mrcnn.interop.internal.keras.KerasWeightsWriter;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Small valid files of each kind, except data sets. */
final class SeedFiles {
    private static final List<String> LABELS = List.of("BG", "cell");
    private static final Provenance PROVENANCE =
            new Provenance(Map.of("mrcnn", "0.1"), Map.of("os", "Linux"), "sha256:00", 1, 5);

    private final Path images;
    private final Path kerasFiles;
    private final Path torchFiles;

    /** @param home root folder of this project */
    SeedFiles(Path home) {
        images = home.resolve("mrcnn-data/src/test/resources/golden/images");
        kerasFiles = home.resolve("mrcnn-interop/src/test/resources/h5");
        torchFiles = home.resolve("mrcnn-interop/src/test/resources/torch");
    }

    /** Returns images with this file extension. */
    List<Seed> images(String ending) throws IOException {
        List<Seed> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.list(images)) {
            for (Path file : files.filter(f -> f.toString().endsWith("." + ending))
                    .sorted()
                    .toList()) {
                seeds.add(Seed.of("image." + ending, Files.readAllBytes(file)));
            }
        }
        return seeds;
    }

    static List<Seed> configs() {
        String whole = MaskRcnnConfig.defaults().toYaml();
        String some =
                """
                # a comment
                model: {backbone: resnet18}
                train:
                  optimizer:
                    learningRate: 3e-4
                  augmentations:
                  - flips
                  - affine: {degrees: 15, scale: [0.8, 1]}
                  lossWeights: {mrcnn_mask_loss: 2}
                rpn:
                  anchorScales:
                  - 8
                  - 16
                  - 32
                  - 64
                  - 128
                """;
        return List.of(Seed.of("whole.yaml", text(whole)), Seed.of("some.yaml", text(some)));
    }

    static List<Seed> npy() throws IOException {
        ByteBuffer file = ByteBuffer.allocate(10 + 70 + 24).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) 70);
        file.put(text("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"
                .concat(" ".repeat(20))
                .substring(0, 70)));
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(file.array());
        }
        return List.of(Seed.of("a.npy", file.array()), Seed.of("b.npy.gz", zipped.toByteArray()));
    }

    static List<Seed> results() throws IOException {
        Rle mask = new Rle(4, 4, new int[] {0, 2, 2, 2, 10});
        return List.of(written(
                "results.json",
                file -> CocoDetection.writeAll(
                        file,
                        List.of(
                                new CocoDetection(1, 1, new CocoDetection.Box(0, 1.5, 2, 3), mask, 0.9),
                                new CocoDetection(2, 1, null, mask, 0.5),
                                new CocoDetection(2, 3, new CocoDetection.Box(1, 1, 1, 1), null, 1e-3)))));
    }

    static List<Seed> truth() {
        return List.of(
                Seed.of(
                        "truth.json",
                        text(
                                """
                {"categories": [{"id": 1, "name": "cell"}, {"id": 3, "name": "dot"}],
                 "images": [{"id": 1, "file_name": "a.png", "height": 8, "width": 8},
                            {"id": 2, "file_name": "b.png", "height": 8, "width": 6}],
                 "annotations": [
                  {"id": 1, "image_id": 1, "category_id": 1, "iscrowd": 0, "area": 9, "bbox": [1, 1, 3, 3],
                   "segmentation": [[1, 1, 4, 1, 4, 4, 1, 4]]},
                  {"id": 2, "image_id": 2, "category_id": 3, "iscrowd": 1, "area": 4, "bbox": [0, 0, 2, 2],
                   "segmentation": {"size": [8, 6], "counts": [0, 2, 6, 2, 38]}}]}
                """)));
    }

    /** Returns a file with weights that match no network, which suffices for testing the reader. */
    static List<Seed> models() throws IOException {
        return List.of(written("a.mrcnn", model()::save));
    }

    private static ModelFile model() {
        return new ModelFile(MaskRcnnConfig.defaults(), LABELS, new NamedWeights(arrays()), PROVENANCE);
    }

    static List<Seed> networks() throws IOException {
        return List.of(written("a.mrcnn", file -> {
            try (MaskRcnn model = MaskRcnn.create(SmallBackbone.config(), LABELS, new SmallBackbone())) {
                model.save(file);
            }
        }));
    }

    static List<Seed> checkpoints() throws IOException {
        DatasetDigest digest = new DatasetDigest("sha256:1", "sha256:2", List.of("a", "b"), List.of("c", "d"));
        LoaderPosition position = new LoaderPosition(1, 5, 12, List.of(10L, 11L));
        return List.of(written("a.checkpoint", file -> {
            try (TrainingState state =
                    new TrainingState(5, 1.5, position, digest, Map.of("loss", 1.0), Map.of(), arrays())) {
                model().save(file, state);
            }
        }));
    }

    static List<Seed> safetensors() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Safetensors.write(out, arrays(), Map.of("made", "here"));
        return List.of(Seed.of("a.safetensors", out.toByteArray()));
    }

    /** Returns files written by this project, and by h5py in its data layouts. */
    List<Seed> keras() throws IOException {
        List<Seed> all = new ArrayList<>();
        all.add(written("a.h5", file -> KerasWeightsWriter.write(file, arrays())));
        for (String name : List.of("keras1.h5", "keras2.h5", "compact.h5", "deflated.h5", "keras3.weights.h5")) {
            all.add(Seed.of(name, Files.readAllBytes(kerasFiles.resolve(name))));
        }
        return all;
    }

    /** Returns {@code .keras} files of Keras 3. */
    List<Seed> kerasArchives() throws IOException {
        return List.of(Seed.of("keras3_old.keras", Files.readAllBytes(kerasFiles.resolve("keras3_old.keras"))));
    }

    /** Returns files of PyTorch by name. */
    List<Seed> torch(String... names) throws IOException {
        List<Seed> all = new ArrayList<>();
        for (String name : names) {
            all.add(Seed.of(name, Files.readAllBytes(torchFiles.resolve(name))));
        }
        return all;
    }

    /** Returns zips of PyTorch, rewritten without the parts that java.util.zip cannot read as a stream. */
    List<Seed> torchZips(String... names) throws IOException {
        List<Seed> all = new ArrayList<>();
        for (String name : names) {
            Map<String, byte[]> entries = new LinkedHashMap<>();
            try (ZipFile zip = new ZipFile(torchFiles.resolve(name).toFile())) {
                for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
                    entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
                }
            }
            all.add(Seed.of(name, Container.stored(entries)));
        }
        return all;
    }

    private static Map<String, INDArray> arrays() {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        arrays.put("conv1/kernel", Nd4j.linspace(DataType.FLOAT, -1, 0.25, 24).reshape(1, 2, 3, 4));
        arrays.put("conv1/bias", Nd4j.createFromArray(1f, 2f, 3f, 4f));
        arrays.put("bn_conv1/gamma", Nd4j.createFromArray(1f, 2f));
        return arrays;
    }

    private interface Writing {
        void to(Path file) throws IOException;
    }

    private static Seed written(String name, Writing writing) throws IOException {
        Path folder = Files.createTempDirectory("mrcnn-fuzz");
        Path file = folder.resolve(name);
        try {
            writing.to(file);
            return Seed.of(name, Files.readAllBytes(file));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
