// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.graph.TinyNetwork;
import org.mrcnn.core.internal.weights.ModelFileWeights;
import org.mrcnn.core.weights.WeightExclusion;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.data.dataset.Dataset;

/** Tests which statistics a run measures before its first step. */
class CalibrationTest {

    private static final Dataset DATA = new Blocks(5);

    @TempDir
    private Path dir;

    /** Returns a configuration that changes no trained weights, so that only statistics can differ. */
    private static MaskRcnnConfig config() {
        return SmallModels.with(
                SmallModels.config(1), t -> t.withOptimizer(t.optimizer().withLearningRate(1e-30)));
    }

    private static Map<String, float[]> statistics(MaskRcnn model) {
        Map<String, float[]> statistics = new LinkedHashMap<>();
        model.weights().forEach((name, array) -> {
            if (name.contains("/moving_")) {
                statistics.put(name, array.dup().data().asFloat());
            }
        });
        return statistics;
    }

    private Path trained() throws IOException {
        Path file = dir.resolve("trained.mrcnn");
        try (MaskRcnn model = SmallModels.tiny(SmallModels.config(2))) {
            Training.of(model, new Blocks(9)).run();
            model.save(file);
        }
        return file;
    }

    @Test
    void loadedStatisticsAreKept() throws IOException {
        try (MaskRcnn model = SmallModels.tiny(config());
                WeightSource source = ModelFileWeights.open(trained())) {
            model.importWeights(source, WeightExclusion.NONE);
            Map<String, float[]> loaded = statistics(model);
            Training.of(model, DATA).run();
            assertThat(statistics(model))
                    .allSatisfy((name, now) -> assertThat(now).isEqualTo(loaded.get(name)));
        }
    }

    @Test
    void importedStatisticsAreKeptThroughAFile() throws IOException {
        Path file = dir.resolve("imported.mrcnn");
        try (MaskRcnn model = SmallModels.tiny(config());
                WeightSource source = ModelFileWeights.open(trained())) {
            model.importWeights(source, WeightExclusion.NONE);
            model.save(file);
        }
        try (MaskRcnn model = MaskRcnn.load(file, TinyNetwork.BACKBONE)) {
            assertThat(model.provenance().steps()).isZero();
            Map<String, float[]> loaded = statistics(model);
            Training.of(model, DATA).run();
            assertThat(statistics(model))
                    .allSatisfy((name, now) -> assertThat(now).isEqualTo(loaded.get(name)));
        }
    }

    /** If the backbone is loaded, its statistics do not change; those of the reinitialized heads are measured. */
    @Test
    void layersThatBeginAnewAreMeasuredOnTheLoadedOnes() throws IOException {
        try (MaskRcnn model = SmallModels.tiny(config());
                WeightSource source = ModelFileWeights.open(trained())) {
            model.importWeights(source, WeightExclusion.TOP);
            Map<String, float[]> before = statistics(model);
            Training.of(model, DATA).run();
            statistics(model).forEach((name, now) -> {
                if (name.startsWith("mrcnn_")) {
                    assertThat(now).as(name).isNotEqualTo(before.get(name));
                } else {
                    assertThat(now).as(name).isEqualTo(before.get(name));
                }
            });
        }
    }

    @Test
    void aNewModelIsMeasuredEverywhere() {
        try (MaskRcnn model = SmallModels.tiny(config())) {
            Map<String, float[]> before = statistics(model);
            Training.of(model, DATA).run();
            assertThat(statistics(model))
                    .allSatisfy((name, now) -> assertThat(now).isNotEqualTo(before.get(name)));
        }
    }
}
