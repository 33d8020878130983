// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.data.image.Image;

/** Tests the results of a whole model with {@code detection.legacy}, against Matterport's unmold_detections. */
class LegacyDetectionTest {

    @Test
    void boxesAreOfWholePixelsOnlyInLegacy() {
        List<Detection> now = detect(false);
        List<Detection> legacy = detect(true);
        assertThat(now).isNotEmpty();
        assertThat(legacy).isNotEmpty();
        for (Detection d : legacy) {
            for (float edge : d.box()) {
                assertThat(edge).isEqualTo((float) Math.rint(edge));
            }
        }
        assertThat(now).anySatisfy(d -> assertThat(fractions(d)).isTrue());
    }

    private static boolean fractions(Detection d) {
        for (float edge : d.box()) {
            if (edge != Math.rint(edge)) {
                return true;
            }
        }
        return false;
    }

    private static List<Detection> detect(boolean legacy) {
        MaskRcnnConfig config = SmallModels.config(1);
        config = config.withDetection(config.detection().withMinConfidence(0).withLegacy(legacy));
        Image image = Image.black(50, 70, 3);
        for (int i = 0; i < image.pixels().length; i++) {
            image.pixels()[i] = (byte) (i * 31 % 251);
        }
        try (MaskRcnn model = SmallModels.tiny(config)) {
            return new ArrayList<>(model.detect(image).list());
        }
    }
}
