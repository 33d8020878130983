// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.internal.graph.TinyNetwork;
import org.mrcnn.data.image.Image;

/** A network of each dialect can be trained and detects objects. */
class DialectTrainingTest {

    @ParameterizedTest
    @EnumSource(
            value = ModelConfig.Dialect.class,
            names = {"TORCHVISION_V2", "MMDETECTION"})
    void learnsAndDetects(ModelConfig.Dialect dialect) {
        try (MaskRcnn model = MaskRcnn.create(config(dialect), new Blocks(1).labels(), TinyNetwork.BACKBONE)) {
            List<Double> losses = Training.of(model, new Blocks(4)).run().history().steps().stream()
                    .map(step -> step.losses().total())
                    .toList();
            assertThat(losses).hasSize(12).allMatch(Double::isFinite);
            assertThat(mean(losses.subList(8, 12))).isLessThan(0.8 * mean(losses.subList(0, 4)));
            Detections found = model.detect(Image.black(70, 40, 3));
            assertThat(found.height()).isEqualTo(70);
        }
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(v -> v).average().orElseThrow();
    }

    private static MaskRcnnConfig config(ModelConfig.Dialect dialect) {
        MaskRcnnConfig small = SmallModels.config(12);
        MaskRcnnConfig own = MaskRcnnConfig.defaults(dialect);
        return own.withModel(own.model()
                        .withNormalization(ModelConfig.Normalization.CALIBRATED)
                        .withWidths(16, 32, 16))
                .withImage(own.image().withDimensions(64, 96))
                .withRpn(own.rpn().withAnchorScales(8, 16, 32, 48, 64).withProposals(200, 100, 100))
                .withRoi(own.roi().withRoisPerImage(32))
                .withTrain(small.train().withLosses(own.train().losses()));
    }
}
