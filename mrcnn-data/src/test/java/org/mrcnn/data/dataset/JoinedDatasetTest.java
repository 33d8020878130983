// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.EllipsesDataset;
import org.mrcnn.data.mask.Rle;

/** Joining, remapping, filtering and splitting. */
class JoinedDatasetTest {

    private final Dataset shapes = EllipsesDataset.ofThreeClasses(6, 1);
    private final Dataset cells = EllipsesDataset.ofTwoClasses(4, 1, 64);

    @Test
    void classesUniteByNameAndOnlyThoseOfTheSourceAreActive() {
        Dataset renamed = cells.withClasses(Map.of("round", "circle"));
        Dataset joined = Dataset.joined(List.of(shapes, renamed));
        assertThat(joined.labels()).containsExactly("BG", "square", "circle", "triangle", "elongated");
        assertThat(joined.size()).isEqualTo(10);
        assertThat(joined.activeClasses(5)).containsExactly(1, 1, 1, 1, 0);
        assertThat(joined.activeClasses(6)).containsExactly(1, 0, 1, 0, 1);
        for (int i = 0; i < 4; i++) {
            Sample own = cells.load(i);
            Sample both = joined.load(6 + i);
            assertThat(both.masks()).isEqualTo(own.masks());
            int[] expected =
                    IntStream.of(own.classIds()).map(c -> c == 1 ? 2 : 4).toArray();
            assertThat(both.classIds()).isEqualTo(expected);
            assertThat(joined.classIds(6 + i)).isEqualTo(expected);
            assertThat(both.imageId()).isEqualTo(joined.imageId(6 + i));
        }
        assertThatThrownBy(() -> joined.load(10)).hasMessageContaining("10 of 10");
    }

    @Test
    void imageIdsDoNotClash() {
        Dataset joined = Dataset.joined(List.of(shapes, cells));
        Set<Long> ids = new HashSet<>();
        IntStream.range(0, joined.size()).forEach(i -> ids.add(joined.imageId(i)));
        assertThat(ids).hasSize(10);
        Dataset kept = Dataset.joined(List.of(shapes.subset(4, 5), cells));
        assertThat(kept.imageId(0)).isEqualTo(4);
        assertThat(kept.imageId(2)).isEqualTo(0);
    }

    @Test
    void classesAreMergedAndDropped() {
        Dataset data = shapes.withClasses(Map.of("square", "thing", "triangle", "thing", "circle", "BG"));
        assertThat(data.labels()).containsExactly("BG", "thing");
        for (int i = 0; i < data.size(); i++) {
            Sample old = shapes.load(i);
            List<Rle> expected = IntStream.range(0, old.count())
                    .filter(k -> old.classIds()[k] != 2)
                    .mapToObj(old.masks()::get)
                    .toList();
            assertThat(data.load(i).masks()).isEqualTo(expected);
            assertThat(data.load(i).classIds()).containsOnly(expected.isEmpty() ? new int[0] : new int[] {1});
            assertThat(data.classIds(i)).isEqualTo(data.load(i).classIds());
        }
        assertThatThrownBy(() -> shapes.withClasses(Map.of("oval", "x"))).hasMessageContainingAll("oval", "square");
        assertThat(shapes.onlyClasses(List.of("circle")).labels()).containsExactly("BG", "circle");
    }

    @Test
    void smallObjectsAreDropped() {
        long least = 1 + cells.load(0).masks().get(0).area();
        Dataset large = cells.withMinArea(least);
        int dropped = 0;
        for (int i = 0; i < cells.size(); i++) {
            assertThat(large.load(i).masks()).allMatch(mask -> mask.area() >= least);
            assertThat(large.annotations(i).objects()).hasSize(large.load(i).count());
            dropped += cells.load(i).count() - large.instanceCount(i);
        }
        assertThat(dropped).isPositive();
    }

    @Test
    void splitsDoNotDependOnTheOrder() {
        Dataset whole = EllipsesDataset.ofThreeClasses(50, 1);
        int[] backwards = IntStream.range(0, 50).map(i -> 49 - i).toArray();
        Set<String> first = names(whole.split(0.4, 7).get(0));
        assertThat(first).hasSize(20);
        assertThat(names(Subset.split(whole.subset(backwards), 0.4, 7).get(0))).isEqualTo(first);
        assertThat(names(whole.split(0.4, 8).get(0))).isNotEqualTo(first);
    }

    private static Set<String> names(Dataset data) {
        Set<String> names = new HashSet<>();
        IntStream.range(0, data.size()).forEach(i -> names.add(data.imageName(i)));
        return names;
    }
}
