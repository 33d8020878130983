// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.mask.Rle;

class LabelRowsTest {
    private static final int HEIGHT = 150;
    private static final int WIDTH = 40;

    /** Boxes across several bands, and an object with the same pixels as the first. */
    private static List<Rle> masks() {
        Random random = new Random(5);
        List<Rle> masks = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int x = random.nextInt(WIDTH - 1);
            int y = random.nextInt(HEIGHT - 1);
            int width = 1 + random.nextInt(WIDTH - x);
            int height = 1 + random.nextInt(HEIGHT - y);
            masks.add(Rle.fromBox(new double[] {x, y, width, height}, HEIGHT, WIDTH));
        }
        masks.add(masks.get(0));
        masks.add(new Rle(HEIGHT, WIDTH, new int[] {HEIGHT * WIDTH}));
        return masks;
    }

    @Test
    void aPixelHasTheFirstOfItsObjects() {
        List<Detection> found = new ArrayList<>();
        masks().forEach(mask -> found.add(new Detection(1, "cell", 0.5f, new float[] {0, 0, 1, 1}, mask)));
        LabelRows rows = new LabelRows(new Detections(HEIGHT, WIDTH, found));

        List<byte[]> pixels = masks().stream().map(Rle::toMask).toList();
        long shared = 0;
        for (int y = 0; y < HEIGHT; y++) {
            int[] row = rows.row(y);
            assertThat(row).hasSize(WIDTH);
            for (int x = 0; x < WIDTH; x++) {
                int at = y * WIDTH + x;
                int first = 0;
                int objects = 0;
                for (int i = 0; i < pixels.size(); i++) {
                    if (pixels.get(i)[at] != 0) {
                        first = first == 0 ? i + 1 : first;
                        objects++;
                    }
                }
                shared += Math.max(0, objects - 1);
                assertThat(row[x]).isEqualTo(first);
            }
        }
        assertThat(rows.shared()).isEqualTo(shared);
        assertThat(rows.hidden()).isPositive();
    }
}
