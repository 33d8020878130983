// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.report.Drawing;

class DetectTest {

    @Test
    void theDrawingHasTheObjectsThatTheCommandLineFinds(@TempDir Path folder) throws Exception {
        CellsDataset cells = new CellsDataset(1, 7, 128);
        Image photo = cells.load(0).image();
        Path model = SmallModel.save(folder, cells.labels());
        Images.write(photo, folder.resolve("photo.png"));
        Path drawn = folder.resolve("drawn.png");
        Detect.main(new String[] {model.toString(), folder.resolve("photo.png").toString(), drawn.toString()});
        try (MaskRcnn loaded = MaskRcnn.load(model)) {
            Detections all = loaded.detect(photo);
            assertThat(all.stream().anyMatch(found -> found.score() < 0.5)).isTrue();
            assertThat(Images.read(drawn).pixels())
                    .isEqualTo(Drawing.draw(photo, all.atLeast(0.5)).pixels())
                    .isNotEqualTo(Drawing.draw(photo, all).pixels());
        }
    }
}
