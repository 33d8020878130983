// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class SlicesTest {

    private static final float[] VALUES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

    @Test
    void readsRowsAndColumns() {
        assertThat(Slices.ofRows(new int[] {2, 0}, 3).read(FloatBuffer.wrap(VALUES)))
                .containsExactly(6, 7, 8, 0, 1, 2);
        assertThat(new Slices(new int[] {1, 7}, 2, 3).read(FloatBuffer.wrap(VALUES)))
                .containsExactly(1, 4, 7, 10);
        assertThat(Slices.ofRows(new int[0], 3).read(FloatBuffer.wrap(VALUES))).isEmpty();
    }

    @Test
    void writesWhereItReads() {
        float[] to = new float[12];
        new Slices(new int[] {1, 7}, 2, 3).write(new float[] {1, 4, 7, 10}, FloatBuffer.wrap(to));
        assertThat(to).containsExactly(0, 1, 0, 0, 4, 0, 0, 7, 0, 0, 10, 0);
        assertThatThrownBy(() -> Slices.ofRows(new int[] {0}, 3).write(new float[2], FloatBuffer.wrap(to)))
                .hasMessageContaining("1 slices of 3 values, found 2");
    }
}
