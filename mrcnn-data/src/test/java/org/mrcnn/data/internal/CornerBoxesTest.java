// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CornerBoxesTest {
    private static final int HEIGHT = 300;
    private static final int WIDTH = 400;

    private final CornerBoxes boxes = new CornerBoxes();
    private final SplittableRandom random = new SplittableRandom(7);

    private void add(double x, double y, double third, double fourth) {
        boxes.add("17", HEIGHT, WIDTH, new double[] {x, y, third, fourth});
    }

    /** @param share largest share of the image's sides that a box takes */
    private void addRandom(int count, double share, boolean corners) {
        for (int i = 0; i < count; i++) {
            double width = WIDTH * share * random.nextDouble(0.1, 1);
            double height = HEIGHT * share * random.nextDouble(0.1, 1);
            double x = random.nextDouble() * (WIDTH - width);
            double y = random.nextDouble() * (HEIGHT - height);
            add(x, y, corners ? x + width : width, corners ? y + height : height);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.9})
    void cornersOfAnySizeAreRecognized(double share) {
        addRandom(40, share, true);
        assertThat(boxes.misfit()).isNotNull();
        assertThat(boxes.misfit().found()).contains(" of 40 do so, and as two corners 40 fit");
    }

    @Test
    void theFirstBoxIsTheExample() {
        add(10, 10, 30, 40);
        add(300, 200, 340, 260);
        assertThat(boxes.misfit())
                .isEqualTo(new CornerBoxes.Misfit(
                        "17",
                        "boxes x, y, width, height inside their images",
                        "[300.0, 200.0, 340.0, 260.0], which as x, y, width, height reaches to x 640.0, y 460.0 in an image"
                                + " 400 wide and 300 high; 1 of 2 do so, and as two corners 2 fit"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.1, 0.5, 0.9, 1})
    void cornerAndSizeNeverAre(double share) {
        addRandom(100, share, false);
        assertThat(boxes.misfit()).isNull();
    }

    /** Whole images, and boxes that a detector did not clip. */
    @ParameterizedTest
    @CsvSource({"0, 0, 400, 300", "0, 0, 404, 304", "-3, -3, 406, 306", "15, 12, 400, 300", "380, 290, 60, 60"})
    void boxesAtTheBordersAreNot(double x, double y, double width, double height) {
        add(x, y, width, height);
        assertThat(boxes.misfit()).isNull();
    }

    @Test
    void noBoxesAndImagesOfUnknownSizesShowNothing() {
        assertThat(boxes.misfit()).isNull();
        boxes.add("1", 0, 0, new double[] {300, 200, 340, 260});
        assertThat(boxes.misfit()).isNull();
    }
}
