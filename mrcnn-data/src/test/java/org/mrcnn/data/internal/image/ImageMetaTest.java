// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ImageMetaTest {

    private static final float[] ARRAY = {7, 61, 93, 3, 128, 128, 3, 22, 0, 106, 128, 1.5f, 1, 0, 1};

    @Test
    void writesInTheReferencesOrder() {
        ImageMeta meta = new ImageMeta(
                7, new int[] {61, 93, 3}, new int[] {128, 128, 3}, new int[] {22, 0, 106, 128}, 1.5, new int[] {1, 0, 1
                });
        assertThat(meta.toArray()).containsExactly(ARRAY);
        assertThat(ImageMeta.length(3)).isEqualTo(ARRAY.length);
    }

    @Test
    void readsBack() {
        assertThat(ImageMeta.parse(ARRAY).toArray()).containsExactly(ARRAY);
        float[] two = Arrays.copyOf(ARRAY, 2 * ARRAY.length);
        System.arraycopy(ARRAY, 0, two, ARRAY.length, ARRAY.length);
        two[ARRAY.length + 7] = 40;
        assertThat(ImageMeta.window(two, 0, ARRAY.length)).containsExactly(Arrays.copyOfRange(ARRAY, 7, 11));
        assertThat(ImageMeta.window(two, 1, ARRAY.length)).containsExactly(40, ARRAY[8], ARRAY[9], ARRAY[10]);
        assertThatThrownBy(() -> ImageMeta.parse(new float[5])).hasMessageContaining("12");
    }

    @Test
    void refusesWrongLengths() {
        assertThatThrownBy(() -> new ImageMeta(1, new int[2], new int[3], new int[4], 1, new int[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
