// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class YoloKeyPointsTest {

    private static YoloKeyPoints of(String... rows) {
        YoloKeyPoints columns = new YoloKeyPoints();
        for (String row : rows) {
            columns.add(Arrays.stream(row.split(" ", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray());
        }
        return columns;
    }

    private static final String POSE = "0.5 0.5 0.4 0.3 0.4 0.45 2 0.6 0.6 1 0 0 0";

    @Test
    void rowsWithFlags() {
        assertThat(of(POSE, POSE).areFlagged()).isTrue();
        assertThat(of(POSE, POSE).arePossible()).isFalse();
        assertThat(of(POSE.replace("0.6 0.6 1", "0.9 0.6 1")).areFlagged()).isFalse(); // beside the box
        assertThat(of(POSE.replace("0.45 2", "0.45 3")).areFlagged()).isFalse();
        assertThat(of(POSE, "0.5 0.5 0.4 0.3").areFlagged()).isFalse();
        assertThat(of("0.9 0.5 0.4 0.3 0.9 0.45 2").areFlagged()).isFalse(); // a box beyond the image
        assertThat(of().areFlagged()).isFalse();
    }

    @Test
    void rowsWithoutFlags() {
        String pose = "0.5 0.55 0.4 0.3 0.4 0.45 0.6 0.6";
        assertThat(of(pose).arePossible()).isTrue();
        assertThat(of(pose, "0.1 0.55 0.4 0.3 0.4 0.45 0.6 0.6").arePossible()).isFalse();
        assertThat(of("0.4 0.4 0.6 0.4 0.6 0.6 0.4 0.6").arePossible()).isFalse(); // a rectangle
    }

    /** None of the polygons has flags, and 20 polygons with the same number of corners never fit. */
    @Test
    void polygonsAreNone() {
        SplittableRandom random = new SplittableRandom(1);
        for (int set = 0; set < 200; set++) {
            YoloKeyPoints columns = new YoloKeyPoints();
            int corners = random.nextInt(3, 12);
            double cx = random.nextDouble(0.2, 0.8);
            double cy = random.nextDouble(0.2, 0.8);
            for (int row = 0; row < 20; row++) {
                double[] xy = new double[2 * corners];
                double start = random.nextDouble(6);
                for (int i = 0; i < corners; i++) {
                    xy[2 * i] = cx + 0.15 * Math.cos(start + 6.28 * i / corners);
                    xy[2 * i + 1] = cy + 0.15 * Math.sin(start + 6.28 * i / corners);
                }
                columns.add(xy);
            }
            assertThat(columns.areFlagged()).isFalse();
            assertThat(columns.arePossible()).as(cx + " " + cy + " " + corners).isFalse();
        }
    }
}
