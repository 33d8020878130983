// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.report.Drawing;

class DetectTest {

    /** All objects of this model have a score of exp(bias) / (exp(bias) + 2), which is 0.40. */
    private static Path unsure(Path folder, List<String> labels) throws IOException {
        Path file = SmallModel.save(folder, labels);
        try (MaskRcnn model = MaskRcnn.load(file)) {
            model.update(weights -> {
                weights.get("mrcnn_class_logits/kernel").assign(0);
                weights.get("mrcnn_class_logits/bias").putScalar(1, 0.3);
            });
            model.save(file);
        }
        return file;
    }

    @Test
    void theDrawingHasTheObjectsThatTheCommandLineFinds(@TempDir Path folder) throws Exception {
        CellsDataset cells = new CellsDataset(1, 7, 128);
        Image photo = cells.load(0).image();
        Path model = unsure(folder, cells.labels());
        Images.write(photo, folder.resolve("photo.png"));
        Path drawn = folder.resolve("drawn.png");
        Detect.main(new String[] {model.toString(), folder.resolve("photo.png").toString(), drawn.toString()});
        try (MaskRcnn loaded = MaskRcnn.load(model)) {
            Detections all = loaded.detect(photo);
            assertThat(all.size()).isPositive();
            assertThat(all.atLeast(0.5).size()).isZero();
            assertThat(Images.read(drawn).pixels())
                    .isEqualTo(Drawing.draw(photo, all.atLeast(0.5)).pixels())
                    .isNotEqualTo(Drawing.draw(photo, all).pixels());
        }
    }
}
