// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.image.Images;

class OtherSamplesTest {

    /** Only images whose index is a multiple of {@code every} can be read. */
    private record Gaps(int size, int every, List<Integer> asked) implements Dataset {
        @Override
        public List<String> labels() {
            return List.of(BACKGROUND, "thing");
        }

        @Override
        public long imageId(int index) {
            return index;
        }

        @Override
        public String imageName(int index) {
            return "image " + index;
        }

        @Override
        public Sample load(int index) {
            asked.add(index);
            Image image = index % every == 0 ? Image.black(4, 4, 3) : Images.read(Path.of("gone-" + index + ".png"));
            return Sample.of(index, imageName(index), image, new int[0], List.of());
        }
    }

    private static OtherSamples others(Gaps data, BadDataPolicy policy) {
        return new OtherSamples(data, new SplittableRandom(3), policy);
    }

    @Test
    void everyImageIsDrawnAndTheSameOnesFromOneSeed() {
        Gaps data = new Gaps(20, 1, new ArrayList<>());
        OtherSamples drawn = others(data, BadDataPolicy.FAIL);
        for (int i = 0; i < 400; i++) {
            drawn.get();
        }
        assertThat(data.asked()).contains(0, 1, 10, 19).allMatch(i -> i >= 0 && i < 20);
        assertThat(data.asked().stream().distinct()).hasSize(20);
        Gaps again = new Gaps(20, 1, new ArrayList<>());
        OtherSamples same = others(again, BadDataPolicy.FAIL);
        for (int i = 0; i < 400; i++) {
            same.get();
        }
        assertThat(again.asked()).isEqualTo(data.asked());
    }

    @Test
    void skippingPassesOverWhatCannotBeRead() {
        Gaps data = new Gaps(20, 2, new ArrayList<>());
        OtherSamples drawn = others(data, BadDataPolicy.SKIP);
        for (int i = 0; i < 100; i++) {
            assertThat(drawn.get().imageId() % 2).isZero();
        }
        assertThat(data.asked()).anyMatch(i -> i % 2 == 1);
    }

    @Test
    void withoutSkippingTheFirstThatCannotBeReadIsTheError() {
        Gaps data = new Gaps(1000, 1001, new ArrayList<>()); // except for the first, none can be read
        assertThatThrownBy(others(data, BadDataPolicy.FAIL)::get)
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("gone-");
        assertThat(data.asked()).hasSize(1);
    }

    @Test
    void skippingEndsWhereNothingCanBeRead() {
        Gaps data = new Gaps(1000, 1001, new ArrayList<>());
        assertThatThrownBy(others(data, BadDataPolicy.SKIP)::get)
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("gone-");
        assertThat(data.asked()).hasSize(10);
    }
}
