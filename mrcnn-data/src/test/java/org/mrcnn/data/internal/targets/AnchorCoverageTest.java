// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AnchorCoverageTest {

    @Test
    void handWorked() {
        double[] anchors = {0, 0, 10, 10, 20, 20, 40, 40};
        float[] boxes = {0, 0, 10, 10, 0, 0, 10, 5, 25, 25, 45, 45, 60, 60, 70, 70};
        // The third box overlaps the second anchor in 15 x 15 of 400 + 400 - 225.
        assertThat(AnchorCoverage.bestIou(anchors, boxes)).containsExactly(new double[] {1, 0.5, 225 / 575.0, 0});
        assertThat(AnchorCoverage.bestIou(anchors, new float[0])).isEmpty();
    }

    @Test
    void agreesWithAllPairs() {
        double[] anchors = new AnchorGenerator(AnchorSettings.defaults()).exactPixels(128, 192);
        Random random = new Random(4);
        float[] boxes = new float[4 * 40];
        for (int i = 0; i < 40; i++) {
            boxes[4 * i] = random.nextInt(100);
            boxes[4 * i + 1] = random.nextInt(160);
            boxes[4 * i + 2] = boxes[4 * i] + 1 + random.nextInt(28);
            boxes[4 * i + 3] = boxes[4 * i + 1] + 1 + random.nextInt(32);
        }
        double[] best = AnchorCoverage.bestIou(anchors, boxes);
        for (int i = 0; i < 40; i++) {
            double highest = 0;
            for (int a = 0; a < anchors.length; a += 4) {
                double height = Math.min(boxes[4 * i + 2], anchors[a + 2]) - Math.max(boxes[4 * i], anchors[a]);
                double width = Math.min(boxes[4 * i + 3], anchors[a + 3]) - Math.max(boxes[4 * i + 1], anchors[a + 1]);
                double both = Math.max(0, height) * Math.max(0, width);
                double own = (boxes[4 * i + 2] - boxes[4 * i]) * (boxes[4 * i + 3] - boxes[4 * i + 1]);
                double other = (anchors[a + 2] - anchors[a]) * (anchors[a + 3] - anchors[a + 1]);
                highest = Math.max(highest, both / (own + other - both));
            }
            assertThat(best[i]).isEqualTo(highest, within(1e-9));
        }
    }
}
