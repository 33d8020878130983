// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.detect.NativeMemory;
import org.mrcnn.core.internal.graph.TinyNetwork;
import org.mrcnn.core.internal.model.ModelFile;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.image.Image;
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.nd4j.linalg.api.ndarray.INDArray;

class MaskRcnnTest {

    private static final List<String> LABELS = new Blocks(1).labels();

    /**
     * With random weights, all classes of a proposal are about equally likely, so that there are always detections to compare.
     */
    private static final MaskRcnnConfig CONFIG = SmallModels.config(1);

    @Test
    void savedAndLoadedItDetectsTheSame(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("model.mrcnn");
        Image image = noise(1, 60, 90);
        Detections before;
        try (MaskRcnn model = MaskRcnn.create(CONFIG, LABELS, TinyNetwork.BACKBONE)) {
            before = model.detect(image);
            model.save(file);
        }
        try (MaskRcnn model = MaskRcnn.load(file, TinyNetwork.BACKBONE)) {
            assertThat(model.labels()).isEqualTo(LABELS);
            assertThat(model.config()).isEqualTo(CONFIG);
            assertThat(before.size()).isPositive();
            assertThat(model.detect(image)).isEqualTo(before);
        }
    }

    @Test
    void eightThreadsFindWhatOneFinds() throws InterruptedException, ExecutionException {
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            images.add(noise(i, 40 + 7 * i, 70 - 3 * i));
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (MaskRcnn model = SmallModels.tiny(CONFIG)) {
            List<Future<List<Detections>>> runs = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                runs.add(threads.submit(() -> model.detect(images)));
            }
            List<Detections> alone;
            try (MaskRcnn other = SmallModels.tiny(CONFIG)) {
                alone = other.detect(images);
            }
            assertThat(alone).allMatch(found -> found.size() > 0);
            for (Future<List<Detections>> run : runs) {
                assertThat(run.get()).isEqualTo(alone);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void imagesOfAnySizeGetMasksOfTheirSize() {
        int[][] sizes = {{64, 64}, {1, 1}, {200, 31}, {33, 190}, {64, 64}};
        try (MaskRcnn model = SmallModels.tiny(CONFIG)) {
            for (int[] size : sizes) {
                Detections found = model.detect(noise(3, size[0], size[1]));
                assertThat(new int[] {found.height(), found.width()}).containsExactly(size);
                assertThat(found.list()).allSatisfy(d -> {
                    assertThat(d.mask().height()).isEqualTo(size[0]);
                    assertThat(d.mask().width()).isEqualTo(size[1]);
                    assertThat(d.box()[2]).isLessThanOrEqualTo(size[0]);
                    assertThat(d.box()[3]).isLessThanOrEqualTo(size[1]);
                });
            }
        }
    }

    @Test
    void aClosedModelSaysSo(@TempDir Path dir) {
        MaskRcnn model = SmallModels.tiny(CONFIG);
        Image image = noise(1, 64, 64);
        model.detect(image);
        model.close();
        assertThat(List.<ThrowingCallable>of(
                        () -> model.detect(image), () -> model.save(dir.resolve("model.mrcnn")), model::weights))
                .allSatisfy(use -> assertThatThrownBy(use)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("the model is closed"));
        assertThat(model.nativeMemory().total()).isZero();
    }

    @Test
    void nativeMemoryIsCountedAndBounded() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (MaskRcnn model = SmallModels.tiny(CONFIG)) {
            assertThat(model.nativeMemory().weights()).isPositive();
            assertThat(model.nativeMemory().working()).isZero();
            List<Future<Detections>> runs = new ArrayList<>();
            for (int i = 0; i < 48; i++) {
                runs.add(threads.submit(() -> model.detect(noise(1, 64, 64))));
            }
            for (Future<Detections> run : runs) {
                run.get();
            }
            NativeMemory used = model.nativeMemory();
            assertThat(used.runners()).isBetween(1, Runtime.getRuntime().availableProcessors());
            assertThat(used.packed()).isPositive();
            assertThat(used.working()).isPositive();
            assertThat(used.total()).isEqualTo(used.weights() + used.packed() + used.working());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void refusesLabelsWithoutBackgroundOrClass() {
        assertThatThrownBy(() -> MaskRcnn.create(CONFIG, List.of("cell", "nucleus"), SmallModels.LEARNER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("labels: expected BG")
                .hasMessageContaining("[cell, nucleus]");
        assertThatThrownBy(() -> MaskRcnn.create(CONFIG, List.of("BG"), SmallModels.LEARNER))
                .hasMessageContaining("labels: expected BG");
        assertThatThrownBy(() -> MaskRcnn.create(CONFIG, List.of("BG", "cat", "dog", "cat"), SmallModels.LEARNER))
                .hasMessageContaining("expected a name of its own for each class, found 'cat' for class 3 and class 1");
        assertThatThrownBy(() -> MaskRcnn.create(CONFIG, List.of("BG", "cat", " "), SmallModels.LEARNER))
                .hasMessageContaining("found ' ' for class 2");
    }

    @Test
    void refusesAFileWhoseWeightsAreOfAnotherClassCount(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("model.mrcnn");
        MaskRcnnConfig config = CONFIG.withModel(CONFIG.model().withBackbone("resnet18"));
        try (MaskRcnn model = MaskRcnn.create(config, LABELS)) {
            List<String> twice = List.of("BG", "red", "red", "blue");
            new ModelFile(config, twice, new NamedWeights(model.weights()), model.provenance()).save(file);
            assertThatThrownBy(() -> MaskRcnn.load(file)).hasMessageContainingAll(file + ": labels", "'red'");
            List<String> more = List.of("BG", "red", "green", "blue", "grey");
            new ModelFile(config, more, new NamedWeights(model.weights()), model.provenance()).save(file);
        }
        assertThatThrownBy(() -> MaskRcnn.load(file))
                .hasMessageContaining("model.mrcnn")
                .hasMessageContaining("mrcnn_class_logits/kernel: expected shape [12, 5], found [12, 3]")
                .hasMessageContaining("mrcnn_bbox_fc/kernel: expected shape [12, 20], found [12, 12]")
                .hasMessageContaining("mrcnn_mask/kernel");
    }

    static Image noise(long seed, int height, int width) {
        byte[] pixels = new byte[height * width * 3];
        new Random(seed).nextBytes(pixels);
        return new Image(height, width, 3, pixels);
    }

    @Test
    void variablesOfTheNetworkCanBeReadForAnImage() {
        Image image = Image.black(50, 80, 3);
        try (MaskRcnn model = MaskRcnn.create(CONFIG, LABELS, TinyNetwork.BACKBONE)) {
            List<String> names = List.of(
                    NetworkNames.ROI_COUNT, NetworkNames.ROI, NetworkNames.pyramid(3), NetworkNames.INPUT_IMAGE_META);
            long[] map = model.inspect(image, names, arrays -> {
                assertThat(arrays).containsOnlyKeys(names);
                int count = arrays.get(NetworkNames.ROI_COUNT).getInt(0);
                assertThat(count).isBetween(1, CONFIG.rpn().proposalsInference());
                INDArray first = arrays.get(NetworkNames.ROI);
                assertThat(first.getFloat(0, 0, 0)).isBetween(0f, 1f).isLessThan(first.getFloat(0, 0, 2));
                INDArray meta = arrays.get(NetworkNames.INPUT_IMAGE_META);
                assertThat(meta.getInt(0, 1)).isEqualTo(50);
                assertThat(meta.getInt(0, 2)).isEqualTo(80);
                return arrays.get(NetworkNames.pyramid(3)).shape();
            });
            int side = TinyNetwork.SIZE / 8;
            assertThat(map).containsExactly(1, side, side, CONFIG.model().pyramidSize());
            assertThatThrownBy(() -> model.inspect(image, List.of("fpn_p9"), arrays -> 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the graph has no variable [fpn_p9]; it has [");
        }
    }
}
