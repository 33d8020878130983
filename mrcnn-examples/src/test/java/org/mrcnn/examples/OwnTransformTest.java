// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.transform.Transform;
import org.mrcnn.rendered.ShapesDataset;

class OwnTransformTest {

    @Test
    void masksMoveWithThePixels() {
        Sample sample = new ShapesDataset(1, 5, 96).load(0);
        Sample moved = new OwnTransform.Shift(20).apply(sample, new SplittableRandom(2));
        int shift = (int) (moved.boxes()[1] - sample.boxes()[1]);
        assertThat(shift).isPositive();
        assertThat(moved.image().sample(50, shift + 40, 0))
                .isEqualTo(sample.image().sample(50, 40, 0));
    }

    @Test
    void onlyTheRandomDecidesAndTheSampleStays() {
        Sample sample = new ShapesDataset(1, 5, 96).load(0);
        byte[] before = sample.image().pixels().clone();
        for (Transform transform : OwnTransform.transforms()) {
            byte[] first =
                    transform.apply(sample, new SplittableRandom(4)).image().pixels();
            byte[] second =
                    transform.apply(sample, new SplittableRandom(4)).image().pixels();
            assertThat(Arrays.equals(first, second)).isTrue();
        }
        assertThat(sample.image().pixels()).isEqualTo(before);
    }
}
