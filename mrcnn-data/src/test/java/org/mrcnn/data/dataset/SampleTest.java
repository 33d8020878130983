// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.mask.Rle;

class SampleTest {

    private static final Image IMAGE = Image.black(2, 3, 3);
    private static final Rle MASK = Rle.of(new byte[] {0, 1, 1, 0, 0, 0}, 2, 3);
    private static final Rle EMPTY = Rle.of(new byte[6], 2, 3);

    @Test
    void boxesAreTightAndEmptyMasksLeftOut() {
        Sample sample = Sample.of(1, "a", IMAGE, new int[] {4, 5, -6}, List.of(MASK, EMPTY, MASK));
        assertThat(sample.classIds()).containsExactly(4, -6);
        assertThat(sample.boxes()).containsExactly(0, 1, 1, 3, 0, 1, 1, 3);
        assertThat(sample.isCrowd(1)).isTrue();
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> Sample.of(1, "a.png", IMAGE, new int[2], List.of(MASK)))
                .hasMessageContaining("a.png");
        assertThatThrownBy(() -> Sample.of(1, "a.png", IMAGE, new int[] {0}, List.of(MASK)))
                .hasMessageContaining("background");
        Rle other = Rle.of(new byte[] {1}, 1, 1);
        assertThatThrownBy(() -> Sample.of(1, "a.png", IMAGE, new int[] {1}, List.of(other)))
                .hasMessageContaining("1x1")
                .hasMessageContaining("2x3");
    }

    @Test
    void masksOfOneArrayBecomeOneObjectEach() {
        boolean[][][] masks = new boolean[2][3][3]; // the second instance is empty
        masks[0][1][0] = true;
        masks[0][2][0] = true;
        masks[1][0][2] = true;
        Sample sample = Sample.ofMasks(1, "a", IMAGE, new int[] {4, 5, 6}, masks);
        assertThat(sample.classIds()).containsExactly(4, 6);
        assertThat(sample.masks()).first().isEqualTo(MASK);
        assertThat(sample.boxes()).containsExactly(0, 1, 1, 3, 1, 0, 2, 1);
    }

    @Test
    void otherPixelsKeepTheObjects() {
        Sample sample = Sample.of(1, "a", IMAGE, new int[] {4}, List.of(MASK));
        Image other = new Image(2, 3, 1, new byte[6]);
        assertThat(sample.withImage(other))
                .isEqualTo(new Sample(1, "a", other, sample.classIds(), sample.boxes(), List.of(MASK)));
        assertThatThrownBy(() -> sample.withImage(Image.black(3, 3, 3))).hasMessageContaining("3x3");
    }
}
