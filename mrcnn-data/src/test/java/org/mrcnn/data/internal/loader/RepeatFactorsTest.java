// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;

class RepeatFactorsTest {

    /** Classes by image. Images cannot be loaded, so that factors must come from annotations alone. */
    private record Classes(List<int[]> ids) implements Dataset {
        @Override
        public int size() {
            return ids.size();
        }

        @Override
        public List<String> labels() {
            return List.of(BACKGROUND, "common", "rare", "none");
        }

        @Override
        public Sample load(int index) {
            throw new AssertionError("decoded");
        }

        @Override
        public long imageId(int index) {
            return index;
        }

        @Override
        public String imageName(int index) {
            return "image-" + index;
        }

        @Override
        public int[] classIds(int index) {
            return ids.get(index).clone();
        }
    }

    /** Class 1 is in 3 of 4 images, class 2 in 1 of 4; crowds and repetitions within an image do not count. */
    @Test
    void factorsByHand() {
        Dataset data = new Classes(List.of(new int[] {1, 1}, new int[] {1, 2, 2}, new int[] {1, -2}, new int[] {}));
        double rare = Math.sqrt(0.5 / 0.25);
        assertThat(RepeatFactors.of(data, 0.5)).containsExactly(new double[] {1, rare, 1, 1}, within(1e-12));
        double common = Math.sqrt(1 / 0.75);
        assertThat(RepeatFactors.of(data, 1)).containsExactly(new double[] {common, 2, common, 1}, within(1e-12));
        assertThat(RepeatFactors.of(data, 0)).containsOnly(1);
    }

    @Test
    void refusesAThresholdThatIsNoShare() {
        assertThatThrownBy(() -> RepeatFactors.of(new Classes(List.of()), 1.5)).hasMessageContaining("1.5");
    }
}
