// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.rendered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.mask.Rle;

class RenderedDatasetsTest {

    static List<Dataset> datasets() {
        return List.of(new CellsDataset(8, 5), new CellsDataset(4, 5, 130), new ShapesDataset(20, 5));
    }

    @ParameterizedTest
    @MethodSource("datasets")
    void samplesAreSoundAndDoNotOverlap(Dataset data) {
        Set<Integer> kinds = new HashSet<>();
        for (int i = 0; i < data.size(); i++) {
            Sample sample = data.load(i);
            assertThat(sample.count()).isPositive();
            assertThat(sample.image().channels()).isEqualTo(3);
            for (int k = 0; k < sample.count(); k++) {
                kinds.add(sample.classIds()[k]);
                Rle mask = sample.masks().get(k);
                assertThat(mask.area()).isPositive();
                assertThat(sample.boxes()[4 * k]).isEqualTo(mask.bounds()[0]);
                for (int j = 0; j < k; j++) {
                    assertThat(Rle.intersection(List.of(mask, sample.masks().get(j)))
                                    .area())
                            .isZero();
                }
            }
        }
        assertThat(kinds)
                .hasSize(data.labels().size() - 1)
                .allMatch(id -> id > 0 && id < data.labels().size());
    }

    @ParameterizedTest
    @MethodSource("datasets")
    void sameIndexSameSample(Dataset data) {
        Sample first = data.load(1);
        data.load(0);
        Sample again = data.load(1);
        assertThat(again.image().pixels()).isEqualTo(first.image().pixels());
        assertThat(again.masks()).isEqualTo(first.masks());
        assertThat(again.classIds()).isEqualTo(first.classIds());
        assertThat(data.load(2).image().pixels()).isNotEqualTo(first.image().pixels());
    }

    @Test
    void seedsDiffer() {
        assertThat(new CellsDataset(2, 1).load(0).image().pixels())
                .isNotEqualTo(new CellsDataset(2, 2).load(0).image().pixels());
        assertThat(new ShapesDataset(2, 1).load(1).image().pixels())
                .isNotEqualTo(new ShapesDataset(2, 2).load(0).image().pixels());
    }

    @Test
    void cellsAreManyAndNoneIsASliver() {
        CellsDataset data = new CellsDataset(12, 3);
        int cells = 0;
        for (int i = 0; i < data.size(); i++) {
            Sample sample = data.load(i);
            cells += sample.count();
            assertThat(sample.count()).isBetween(5, 31);
            assertThat(sample.masks()).allMatch(mask -> mask.area() >= 25);
        }
        assertThat(cells).isGreaterThan(12 * 10);
    }

    @Test
    void shapesHaveOneColourEach() {
        ShapesDataset data = new ShapesDataset(10, 2);
        for (int i = 0; i < data.size(); i++) {
            Sample sample = data.load(i);
            for (Rle rle : sample.masks()) {
                byte[] mask = rle.toMask();
                Set<Integer> colours = new HashSet<>();
                for (int p = 0; p < mask.length; p++) {
                    if (mask[p] == 1) {
                        int y = p / 128;
                        int x = p % 128;
                        colours.add(sample.image().sample(y, x, 0) << 16
                                | sample.image().sample(y, x, 1) << 8
                                | sample.image().sample(y, x, 2));
                    }
                }
                assertThat(colours).hasSize(1);
            }
        }
    }

    @Test
    void refusesWrongNumbers() {
        assertThatThrownBy(() -> new CellsDataset(0, 1)).hasMessageContaining("found 0");
        assertThatThrownBy(() -> new ShapesDataset(1, 1, 10)).hasMessageContaining("10");
        assertThatThrownBy(() -> new CellsDataset(2, 1).load(2)).hasMessageContaining("index 2");
        assertThatThrownBy(() -> new ShapesDataset(2, 1).load(-1)).hasMessageContaining("index -1");
    }
}
