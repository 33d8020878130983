// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdSamplerTest {
    @Test
    void keepsDistinctIdsAndLeavesTheArgumentAlone() {
        int[] ids = IntStream.range(100, 200).toArray();
        int[] kept = IdSampler.random(new SplittableRandom(1)).keep(ids, 30);
        assertThat(kept).hasSize(30).doesNotHaveDuplicates();
        assertThat(ids).contains(kept).containsExactly(IntStream.range(100, 200).toArray());
    }

    @Test
    void askingForMoreGivesAll() {
        IdSampler sampler = IdSampler.random(new SplittableRandom(2));
        assertThat(sampler.keep(new int[] {4, 5, 6}, 10)).containsExactlyInAnyOrder(4, 5, 6);
        assertThat(sampler.keep(new int[0], 3)).isEmpty();
        assertThat(sampler.keep(new int[] {4}, 0)).isEmpty();
    }

    @Test
    void everyIdIsEquallyLikely() {
        IdSampler sampler = IdSampler.random(new SplittableRandom(3));
        int[] ids = {0, 1, 2, 3, 4};
        int[] hits = new int[5];
        for (int round = 0; round < 10_000; round++) {
            for (int id : sampler.keep(ids, 2)) {
                hits[id]++;
            }
        }
        for (int hit : hits) {
            assertThat(hit).isCloseTo(4000, within(200)); // four standard deviations
        }
    }
}
