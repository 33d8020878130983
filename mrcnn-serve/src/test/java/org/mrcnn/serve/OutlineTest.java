// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.mask.Rle;

class OutlineTest {

    @Test
    void stairsBecomeLinesAndThePixelsNearlyStay() {
        byte[] pixels = new byte[60 * 60];
        for (int y = 0; y < 60; y++) {
            for (int x = 0; x < 60; x++) {
                pixels[y * 60 + x] = (byte) (Math.hypot(x - 30, y - 25) < 20 ? 1 : 0);
            }
        }
        Rle disc = Rle.of(pixels, 60, 60);

        double[] ring = disc.toRings().get(0).get(0);
        double[] outline = Outline.simplified(ring, 1);

        assertThat(outline.length).isLessThan(ring.length / 3);
        Rle again = Rle.fromPolygons(List.of(outline), 60, 60);
        assertThat(Rle.iou(List.of(again), List.of(disc), new boolean[1])[0]).isGreaterThan(0.94);
    }

    @Test
    void cornersStay() {
        double[] square = {0, 0, 5, 0, 10, 0, 10, 10, 0, 10};
        assertThat(Outline.simplified(square, 1)).containsExactly(0, 0, 10, 0, 10, 10, 0, 10);
        double[] pixel = {0, 0, 1, 0, 1, 1, 0, 1};
        assertThat(Outline.simplified(pixel, 1)).hasSizeGreaterThanOrEqualTo(6);
    }
}
