// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.DetectOptions;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;

class DetectOptionsTest {
    private static final MaskRcnnConfig CONFIG = SmallModels.config(1);

    @TempDir
    private Path folder;

    @Test
    void thresholdsHoldForTheCall() {
        Image image = MaskRcnnTest.noise(1, 60, 90);
        try (MaskRcnn model = SmallModels.tiny(CONFIG)) {
            Detections all = model.detect(image);
            double middle = all.list().get(all.size() / 2).score();
            assertThat(model.detect(image, DetectOptions.ALL)).isEqualTo(all);
            assertThat(model.detect(image, DetectOptions.ALL.withMinScore(middle)))
                    .isEqualTo(all.atLeast(middle));
            String label = all.list().get(0).label();
            DetectOptions strict = DetectOptions.ALL.withClassMinScores(Map.of(label, 1.0));
            assertThat(model.detect(image, strict).list())
                    .doesNotContain(all.list().get(0))
                    .containsExactlyElementsOf(all.stream()
                            .filter(d -> !d.label().equals(label) || d.score() >= 1)
                            .toList());
            DetectOptions unknown = DetectOptions.ALL.withClassMinScores(Map.of("unicorn", 0.5));
            assertThatThrownBy(() -> model.detect(image, unknown)).hasMessageContaining("unicorn");
        }
        assertThatThrownBy(() -> DetectOptions.ALL.withMinScore(1.5)).hasMessageContaining("0 to 1");
    }

    /** The detections of the cropped region are at their positions in the whole image. */
    @Test
    void aRegionIsDetectedInByItself() {
        Image image = MaskRcnnTest.noise(1, 60, 90);
        byte[] part = new byte[40 * 50 * 3];
        for (int y = 0; y < 40; y++) {
            System.arraycopy(image.pixels(), ((11 + y) * 90 + 23) * 3, part, y * 150, 150);
        }
        try (MaskRcnn model = SmallModels.tiny(CONFIG)) {
            Detections alone = model.detect(new Image(40, 50, 3, part));
            Detections found = model.detect(image, DetectOptions.ALL.withRegion(11, 23, 51, 73));
            assertThat(found.height()).isEqualTo(60);
            assertThat(found.size()).isEqualTo(alone.size()).isPositive();
            for (int i = 0; i < found.size(); i++) {
                Detection moved = found.list().get(i);
                Detection single = alone.list().get(i);
                assertThat(moved.box()[0]).isEqualTo(single.box()[0] + 11);
                assertThat(moved.box()[3]).isEqualTo(single.box()[3] + 23);
                assertThat(moved.mask().area()).isEqualTo(single.mask().area());
                assertThat(moved.mask().toMask(11, 23, 51, 73))
                        .isEqualTo(single.mask().toMask());
            }
            DetectOptions outside = DetectOptions.ALL.withRegion(11, 23, 61, 73);
            assertThatThrownBy(() -> model.detect(image, outside)).hasMessageContaining("60x90");
        }
        assertThatThrownBy(() -> DetectOptions.ALL.withRegion(5, 0, 5, 9)).hasMessageContaining("y1 < y2");
    }

    @Test
    void filesInMemoryAreDetectedInLikeFiles() throws IOException {
        Path file = folder.resolve("a.png");
        Images.write(MaskRcnnTest.noise(1, 60, 90), file);
        byte[] bytes = Files.readAllBytes(file);
        try (MaskRcnn model = SmallModels.tiny(CONFIG)) {
            Detections expected = model.detect(file);
            assertThat(model.detect(bytes)).isEqualTo(expected);
            assertThat(model.detect(ByteBuffer.wrap(bytes))).isEqualTo(expected);
            assertThat(model.detect(new ByteArrayInputStream(bytes))).isEqualTo(expected);
        }
    }

    @Test
    void aModelLoadsFromAStream() throws IOException {
        Path file = folder.resolve("m.mrcnn");
        String yaml =
                """
                model: {backbone: resnet18, pyramidSize: 16, rpnChannels: 16, fcLayersSize: 32}
                image: {minDimension: 64, maxDimension: 64}
                detection: {minConfidence: 0}
                """;
        Image image = MaskRcnnTest.noise(1, 60, 90);
        Detections expected;
        try (MaskRcnn model = MaskRcnn.create(MaskRcnnConfig.fromYaml(yaml, "test"), List.of("BG", "cell"))) {
            model.save(file);
            expected = model.detect(image);
        }
        try (InputStream in = Files.newInputStream(file);
                MaskRcnn model = MaskRcnn.load(in)) {
            assertThat(model.detect(image)).isEqualTo(expected);
        }
    }
}
