// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.EllipsesDataset;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;

class CachedDatasetTest {

    private static final Dataset SHAPES = EllipsesDataset.ofThreeClasses(6, 1);

    /** Counts the calls of load. */
    private record Counting(AtomicInteger loads) implements Dataset {
        @Override
        public int size() {
            return SHAPES.size();
        }

        @Override
        public List<String> labels() {
            return SHAPES.labels();
        }

        @Override
        public Sample load(int index) {
            loads.incrementAndGet();
            return SHAPES.load(index);
        }

        @Override
        public long imageId(int index) {
            return SHAPES.imageId(index);
        }

        @Override
        public String imageName(int index) {
            return SHAPES.imageName(index);
        }
    }

    private static Sample pass(Dataset data) {
        Sample last = null;
        for (int i = 0; i < data.size(); i++) {
            last = data.load(i);
            assertThat(last.imageId()).isEqualTo(i);
        }
        return last;
    }

    @Test
    void loadsEachImageOnceWhereAllFit() {
        Counting source = new Counting(new AtomicInteger());
        CachedDataset cached = new CachedDataset(source, 1 << 20);
        Sample first = pass(cached);
        assertThat(pass(cached)).isSameAs(first);
        assertThat(source.loads()).hasValue(6);
        assertThat(cached.bytes()).isBetween(6 * 128 * 128 * 3L, 1L << 20);
    }

    @Test
    void keepsWhatFitsAndNeverMore() {
        Counting source = new Counting(new AtomicInteger());
        long limit = 4 * 128 * 128 * 3;
        CachedDataset cached = new CachedDataset(source, limit);
        for (int i = 0; i < 3; i++) {
            pass(cached);
            assertThat(cached.bytes()).isBetween(limit / 2, limit);
        }
        assertThat(source.loads()).hasValue(6 + 3 + 3);
    }

    @Test
    void manyThreadsCountEverySampleOnce() {
        CachedDataset cached = new CachedDataset(new Counting(new AtomicInteger()), 1 << 20);
        IntStream.range(0, 600).parallel().forEach(i -> cached.load(i % 6));
        long bytes = cached.bytes();
        CachedDataset alone = new CachedDataset(new Counting(new AtomicInteger()), 1 << 20);
        pass(alone);
        assertThat(bytes).isEqualTo(alone.bytes());
    }

    /**
     * A method that is not forwarded would use its default, which loads images or returns less. Methods that create another
     * data set create it from the cached one, and are not forwarded.
     */
    @Test
    void everyMethodOfADatasetIsPassedOn() {
        List<String> own = Arrays.stream(CachedDataset.class.getDeclaredMethods())
                .map(Method::getName)
                .toList();
        assertThat(Arrays.stream(Dataset.class.getMethods())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .filter(method ->
                                !method.getGenericReturnType().getTypeName().contains("Dataset"))
                        .map(Method::getName))
                .isNotEmpty()
                .allMatch(own::contains);
    }

    @Test
    void refusesANegativeLimit() {
        assertThatThrownBy(() -> new CachedDataset(SHAPES, -1)).hasMessageContaining("-1");
    }
}
