// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.imagej;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.mask.Rle;

class LimitsTest {

    /** Rows 0 to {@code rows} of a column of 8 pixels. */
    private static Detection object(float score, int rows) {
        return new Detection(
                1, "cell", score, new float[] {0, 0, rows, 1}, new Rle(8, 1, new int[] {0, rows, 8 - rows}));
    }

    @Test
    void bothLimitsApply() {
        Detection whole = object(0.9f, 8);
        Detection part = object(0.8f, 4);
        Detection weak = object(0.1f, 8);
        Detections found = new Detections(8, 1, List.of(whole, part, weak));

        assertThat(Limits.DEFAULTS.apply(found).list()).containsExactly(whole, part);
        assertThat(new Limits(0.5, 0.6).apply(found).list()).containsExactly(whole);
        assertThat(new Limits(0, 1).apply(found)).isEqualTo(found);
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(2, 1)).withMessageContaining("threshold");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Limits(0, Double.NaN))
                .withMessageContaining("shared: expected a number from 0 to 1, found NaN");
    }
}
