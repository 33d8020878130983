// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Images;
import org.mrcnn.rendered.CellsDataset;

class DetectInServiceTest {

    @TempDir
    private Path folder;

    @Test
    void threadsFindWhatOneFinds() throws Exception {
        CellsDataset cells = new CellsDataset(6, 7, 128);
        for (int i = 0; i < cells.size(); i++) {
            Images.write(cells.load(i).image(), folder.resolve(i + ".png"));
        }
        List<Path> images = IntStream.range(0, cells.size())
                .mapToObj(i -> folder.resolve(i + ".png"))
                .toList();
        try (MaskRcnn model = SmallModel.create(cells.labels())) {
            List<Detections> found = DetectInService.detect(model, images, 3);
            for (int i = 0; i < images.size(); i++) {
                Detections alone = model.detect(Images.read(images.get(i)));
                assertThat(alone.size()).isPositive();
                assertThat(scores(found.get(i))).isEqualTo(scores(alone));
                assertThat(found.get(i).list().get(0).mask())
                        .isEqualTo(alone.list().get(0).mask());
            }
        }
    }

    @Test
    void aBadImageIsNamed() throws Exception {
        Path bad = Files.writeString(folder.resolve("bad.png"), "no image");
        try (MaskRcnn model = SmallModel.create(List.of("BG", "cell"))) {
            assertThatThrownBy(() -> DetectInService.detect(model, List.of(bad), 2))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("bad.png");
        }
    }

    private static List<Float> scores(Detections found) {
        return found.stream().map(Detection::score).toList();
    }
}
