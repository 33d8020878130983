// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.EllipsesDataset;

class SubsetTest {

    private static List<Long> ids(Dataset data) {
        return IntStream.range(0, data.size()).mapToObj(data::imageId).toList();
    }

    @Test
    void splitIsSeededAndComplete() {
        Dataset whole = EllipsesDataset.ofThreeClasses(100, 1);
        List<Dataset> parts = whole.split(0.8, 9);
        assertThat(parts.get(0).size()).isEqualTo(80);
        List<Long> joined = new ArrayList<>(ids(parts.get(0)));
        joined.addAll(ids(parts.get(1)));
        assertThat(joined).containsExactlyInAnyOrderElementsOf(ids(whole));
        assertThat(ids(whole.split(0.8, 9).get(1))).isEqualTo(ids(parts.get(1)));
        assertThat(ids(whole.split(0.8, 10).get(1))).isNotEqualTo(ids(parts.get(1)));
        assertThat(whole.split(0, 9).get(0).size()).isZero();
    }

    @Test
    void loadsTheRightImage() {
        Dataset whole = EllipsesDataset.ofThreeClasses(10, 1);
        Dataset part = whole.subset(7, 2);
        assertThat(part.load(0).image().pixels())
                .isEqualTo(whole.load(7).image().pixels());
        assertThat(part.imageName(1)).isEqualTo(whole.imageName(2));
        assertThat(part.instanceCount(1)).isEqualTo(whole.load(2).count());
    }

    @Test
    void refusesWrongNumbers() {
        Dataset whole = EllipsesDataset.ofThreeClasses(3, 1);
        assertThatThrownBy(() -> whole.subset(3)).hasMessageContaining("index 3");
        assertThatThrownBy(() -> whole.split(1.1, 1)).hasMessageContaining("1.1");
    }
}
