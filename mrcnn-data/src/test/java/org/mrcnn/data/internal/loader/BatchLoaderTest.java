// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.image.Images;

@Timeout(60)
class BatchLoaderTest {

    private record Item(int index, int epoch, long drawn) {}

    private static BatchLoader<Item, List<Item>> loader(LoaderSettings settings, int size) {
        return BatchLoader.start(
                settings, ListSource.of(size, (index, epoch, random) -> new Item(index, epoch, random.nextLong())));
    }

    private static List<Item> take(BatchLoader<Item, List<Item>> loader, int batches) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            items.addAll(loader.next());
        }
        return items;
    }

    private static List<Item> stream(LoaderSettings settings, int size, int batches) {
        try (BatchLoader<Item, List<Item>> loader = loader(settings, size)) {
            return take(loader, batches);
        }
    }

    @Test
    void everyImageOnceAnEpoch() {
        List<Item> items = stream(LoaderSettings.of(4, 1), 10, 25);
        List<List<Integer>> orders = new ArrayList<>();
        for (int epoch = 0; epoch < 10; epoch++) {
            List<Item> part = items.subList(10 * epoch, 10 * epoch + 10);
            List<Integer> order = part.stream().map(Item::index).toList();
            assertThat(order)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 10).boxed().toList());
            assertThat(part).extracting(Item::epoch).containsOnly(epoch);
            orders.add(order);
        }
        assertThat(new HashSet<>(orders)).hasSizeGreaterThan(8);
        assertThat(items).extracting(Item::drawn).doesNotHaveDuplicates();
    }

    /** The places of several machines, restarted in the middle, together give the batches of one machine. */
    @Test
    void somePlacesOfEachBatchAreMadeAlone() {
        LoaderSettings all = LoaderSettings.of(3, 7);
        List<Item> whole = stream(all, 5, 8);
        LoaderSettings first = all.withPlaces(new LoaderSettings.Places(0, 1));
        LoaderSettings second = all.withPlaces(new LoaderSettings.Places(1, 3));
        LoaderPosition middle;
        List<Item> ofSecond;
        try (BatchLoader<Item, List<Item>> loader = loader(second, 5)) {
            ofSecond = take(loader, 4);
            middle = loader.position();
        }
        ofSecond.addAll(stream(second.startingAt(middle), 5, 4));
        List<Item> ofFirst = stream(first, 5, 8);
        for (int i = 0; i < whole.size(); i++) {
            int batch = i / 3;
            Item found = i % 3 == 0 ? ofFirst.get(batch) : ofSecond.get(2 * batch + i % 3 - 1);
            assertThat(found).isEqualTo(whole.get(i));
        }
        assertThatThrownBy(() -> first.withBadData(BadDataPolicy.SKIP))
                .hasMessageContaining("expected all places of a batch");
    }

    @Test
    void orderDependsOnTheSeedAlone() {
        List<Item> one = stream(LoaderSettings.of(3, 42).withWorkers(1), 17, 40);
        List<Item> eight = stream(LoaderSettings.of(3, 42).withWorkers(8).withQueueBatches(5), 17, 40);
        List<Item> otherSeed = stream(LoaderSettings.of(3, 43).withWorkers(8), 17, 40);
        assertThat(eight).isEqualTo(one);
        assertThat(otherSeed).isNotEqualTo(one);
    }

    @Test
    void goesOnWhereAnotherStopped() {
        LoaderSettings settings = LoaderSettings.of(4, 5).withWorkers(3);
        List<Item> whole = stream(settings, 7, 20);
        try (BatchLoader<Item, List<Item>> first = loader(settings, 7)) {
            List<Item> before = take(first, 6);
            LoaderPosition position = first.position();
            assertThat(position).isEqualTo(new LoaderPosition(3, 6, 24, List.of()));
            List<Item> after = stream(settings.startingAt(position), 7, 14);
            List<Item> joined = new ArrayList<>(before);
            joined.addAll(after);
            assertThat(joined).isEqualTo(whole);
        }
    }

    @Test
    void batchMayBeLargerThanTheData() {
        assertThat(stream(LoaderSettings.of(8, 1), 3, 3)).hasSize(24);
        assertThat(stream(LoaderSettings.of(2, 1), 1, 3))
                .extracting(Item::index)
                .containsOnly(0);
    }

    @Test
    void neverMakesMoreThanTheQueueHolds() throws InterruptedException {
        AtomicInteger made = new AtomicInteger();
        CountDownLatch ringFull = new CountDownLatch(6);
        LoaderSettings settings = LoaderSettings.of(2, 1).withWorkers(4).withQueueBatches(3);
        try (BatchLoader<Integer, List<Integer>> loader =
                BatchLoader.start(settings, ListSource.of(100, (index, epoch, random) -> {
                    made.incrementAndGet();
                    ringFull.countDown();
                    return index;
                }))) {
            ringFull.await();
            assertThat(made.get()).isEqualTo(6);
            for (int i = 1; i <= 20; i++) {
                loader.next();
                assertThat(made.get()).isBetween(2 * i, 2 * i + 6);
            }
        }
    }

    @Test
    void errorNamesTheImageAndStays() {
        LoaderSettings settings = LoaderSettings.of(2, 1).withWorkers(4);
        try (BatchLoader<Integer, List<Integer>> loader =
                BatchLoader.start(settings, ListSource.of(10, (index, epoch, random) -> {
                    if (index == 6) {
                        throw new IllegalStateException("broken");
                    }
                    return index;
                }))) {
            for (int call = 0; call < 2; call++) {
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 5; i++) {
                                loader.next();
                            }
                        })
                        .isInstanceOf(LoaderException.class)
                        .hasMessageContaining("image-6")
                        .hasMessageContaining("broken")
                        .hasCauseInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void errorsOfTheVirtualMachineReachTheCallerToo() {
        try (BatchLoader<Integer, List<Integer>> loader = BatchLoader.start(
                LoaderSettings.of(1, 1).withBadData(BadDataPolicy.SKIP),
                ListSource.<Integer>of(1, (index, epoch, random) -> {
                    throw new OutOfMemoryError("pretended");
                }))) {
            assertThatThrownBy(loader::next)
                    .hasMessageContainingAll("image-0", "-Xmx")
                    .hasCauseInstanceOf(OutOfMemoryError.class);
        }
    }

    private static BatchLoader<Integer, List<Integer>> withMissingFiles(BadDataPolicy policy, Set<Integer> missing) {
        return BatchLoader.start(
                LoaderSettings.of(2, 3).withWorkers(3).withBadData(policy), ListSource.of(5, (index, epoch, random) -> {
                    if (missing.contains(index)) {
                        Images.read(Path.of("no-such-file-" + index));
                    }
                    return index;
                }));
    }

    @Test
    void badImagesAreSkippedAndCountedOnRequest() {
        List<Integer> seen = new ArrayList<>();
        try (BatchLoader<Integer, List<Integer>> loader = withMissingFiles(BadDataPolicy.SKIP, Set.of(1, 4))) {
            for (int i = 0; i < 9; i++) {
                List<Integer> batch = loader.next();
                assertThat(batch).hasSize(2);
                seen.addAll(batch);
            }
            // 18 good items need 5 epochs and all three good images of the sixth.
            assertThat(loader.skipped()).isBetween(10L, 12L);
            assertThat(loader.position().items()).isEqualTo(18 + loader.skipped());
        }
        assertThat(seen).containsOnly(0, 2, 3);
        assertThat(Collections.frequency(seen, 2)).isEqualTo(6);
    }

    @Test
    void badImagesStopTheLoaderByDefault() {
        try (BatchLoader<Integer, List<Integer>> loader = withMissingFiles(BadDataPolicy.FAIL, Set.of(1, 2))) {
            assertThatThrownBy(() -> {
                        loader.next();
                        loader.next();
                        loader.next();
                    })
                    .isInstanceOf(LoaderException.class)
                    .hasMessageContaining("no-such-file");
        }
    }

    @Test
    void onlyBadImagesIsAnErrorNotALoop() {
        try (BatchLoader<Integer, List<Integer>> loader = withMissingFiles(BadDataPolicy.SKIP, Set.of(0, 1, 2, 3, 4))) {
            assertThatThrownBy(loader::next).hasMessageContaining("No image");
        }
    }

    @Test
    void closeEndsAllThreads() throws InterruptedException {
        int before = Thread.activeCount();
        Set<Thread> workers = Collections.synchronizedSet(new HashSet<>());
        for (int round = 0; round < 20; round++) {
            CountDownLatch started = new CountDownLatch(3);
            CountDownLatch never = new CountDownLatch(1);
            BatchLoader<Integer, List<Integer>> loader = BatchLoader.start(
                    LoaderSettings.of(1, round).withWorkers(3), ListSource.of(9, (index, epoch, random) -> {
                        workers.add(Thread.currentThread());
                        started.countDown();
                        never.await(); // a worker in the middle of an item must end too
                        return index;
                    }));
            started.await();
            loader.close();
            loader.close();
            assertThatThrownBy(loader::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
        assertThat(workers).hasSize(60).noneMatch(Thread::isAlive);
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(before);
    }

    @Test
    void closeWakesAWaitingReader() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch inWorker = new CountDownLatch(1);
        BatchLoader<Integer, List<Integer>> loader =
                BatchLoader.start(LoaderSettings.of(1, 1).withWorkers(1), ListSource.of(1, (index, epoch, random) -> {
                    inWorker.countDown();
                    never.await();
                    return index;
                }));
        List<Throwable> seen = Collections.synchronizedList(new ArrayList<>());
        Thread reader = new Thread(() -> {
            try {
                loader.next();
            } catch (RuntimeException e) {
                seen.add(e);
            }
        });
        reader.start();
        inWorker.await();
        loader.close();
        reader.join();
        assertThat(seen).singleElement().isInstanceOf(RuntimeException.class);
    }

    @Test
    void refusesEmptyDataAndBadNumbers() {
        assertThatThrownBy(() -> loader(LoaderSettings.of(1, 1), 0)).hasMessageContaining("data set of 0");
        assertThatThrownBy(() -> LoaderSettings.of(0, 1)).hasMessageContaining("batchSize");
        assertThatThrownBy(() -> LoaderSettings.of(1, 1).withWorkers(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LoaderSettings.of(1, 1).withOrder(false, -0.1)).hasMessageContaining("-0.1");
        assertThatThrownBy(() -> new LoaderPosition(0, 0, -1, List.of())).hasMessageContaining("-1");
        assertThatThrownBy(() -> new LoaderPosition(0, 0, Long.MAX_VALUE, List.of()))
                .hasMessageContaining("at most");
        assertThatThrownBy(() -> new LoaderPosition(Integer.MAX_VALUE, 0, 24, List.of()))
                .hasMessageContaining("an item or more per epoch");
        assertThatThrownBy(() -> new LoaderPosition(0, 25, 24, List.of())).hasMessageContaining("25 steps");
        assertThatThrownBy(() -> new LoaderPosition(0, 0, 3, List.of(3L))).hasMessageContaining("below 3");
        assertThatThrownBy(() -> new LoaderPosition(0, 0, 3, List.of(1L, 0L))).hasMessageContaining("ascending");
        assertThatThrownBy(() -> BatchLoader.start(
                        LoaderSettings.of(1, 1),
                        new ListSource<>(2, (index, epoch, random) -> index, item -> 0, new double[] {1, 0.5})))
                .hasMessageContaining("0.5 for image 1");
    }

    @Test
    void anErrorThatOnlyMakesSenseWithItsClassIsNamedWithIt() {
        try (BatchLoader<Integer, List<Integer>> loader =
                BatchLoader.start(LoaderSettings.of(1, 1), ListSource.<Integer>of(1, (index, epoch, random) -> {
                    throw new IndexOutOfBoundsException("5 of 3");
                }))) {
            assertThatThrownBy(loader::next)
                    .hasMessage("Image image-0 (index 0): java.lang.IndexOutOfBoundsException: 5 of 3");
        }
    }
}
