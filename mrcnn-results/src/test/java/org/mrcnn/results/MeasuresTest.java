// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.mask.Rle;

class MeasuresTest {

    /** Returns masks and their measures in scikit-image 0.26; scripts/check-results measures others. */
    private static List<String> reference() throws IOException {
        try (InputStream in = MeasuresTest.class.getResourceAsStream("regionprops.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList();
        }
    }

    @Test
    void agreeWithRegionprops() throws IOException {
        assertThat(reference()).hasSize(16);
        for (String line : reference()) {
            String[] cells = line.split(",", -1);
            Rle mask = Rle.fromString(cells[2], Integer.parseInt(cells[0]), Integer.parseInt(cells[1]));
            double[] found = Measures.of(mask).values();
            assertThat(found).hasSameSizeAs(Measures.NAMES);
            for (int i = 0; i < found.length; i++) {
                double expected = Double.parseDouble(cells[3 + i]);
                boolean turnable = i == 7 && found[8] < 0.01; // a round object has no orientation
                if (!turnable && !Double.isNaN(expected)) {
                    assertThat(found[i]).as("measure %s of %s", i, line).isCloseTo(expected, within(1e-6));
                }
            }
        }
    }

    @Test
    void lengthsScaleAndRatiosStay() {
        Rle box = Rle.fromBox(new double[] {3, 2, 6, 4}, 10, 20);
        Measures pixels = Measures.of(box);
        Measures scaled = pixels.scaled(0.5);
        assertThat(pixels.area()).isEqualTo(24);
        assertThat(pixels.centroidX()).isEqualTo(6);
        assertThat(pixels.centroidY()).isEqualTo(4);
        assertThat(scaled.area()).isEqualTo(6);
        assertThat(scaled.perimeter()).isEqualTo(pixels.perimeter() / 2);
        assertThat(scaled.centroidX()).isEqualTo(3);
        assertThat(scaled.majorAxis()).isEqualTo(pixels.majorAxis() / 2);
        assertThat(scaled.solidity()).isEqualTo(1);
        assertThat(scaled.orientation()).isEqualTo(pixels.orientation());
    }

    @Test
    void nothingCannotBeMeasured() {
        assertThatThrownBy(() -> Measures.of(new Rle(2, 2, new int[] {4}))).hasMessageContaining("at least one pixel");
    }
}
