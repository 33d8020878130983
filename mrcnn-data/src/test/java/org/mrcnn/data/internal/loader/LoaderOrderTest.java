// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.image.Images;

/** The order of batches depends only on seed, data and settings. */
@Timeout(60)
class LoaderOrderTest {

    private static final int CASES = 60;
    private static final int BATCHES = 25;

    private record Item(int index, int epoch, long drawn) {}

    /** A loader with random settings: data size, batch size, groups, repeated and bad images. */
    private record Case(ListSource<Item> source, LoaderSettings settings) {

        static Case random(long number) {
            SplittableRandom random = new SplittableRandom(number);
            int size = random.nextInt(1, 30);
            boolean grouped = random.nextBoolean();
            int modulus = random.nextInt(2, 5);
            double[] repeats = random.nextBoolean()
                    ? new double[0]
                    : random.doubles(size, 1, 3.5).toArray();
            boolean skipping = size > 6 && random.nextBoolean();
            ListSource<Item> source = new ListSource<>(
                    size,
                    (index, epoch, r) -> {
                        if (skipping && (index + epoch) % 5 == 0) {
                            Images.read(Path.of("no-such-file"));
                        }
                        // Work of different length, so that threads finish in any order.
                        long drawn = r.longs(1 + index % 3 * 500L).sum();
                        return new Item(index, epoch, drawn);
                    },
                    item -> grouped && item.index() % modulus == 0 ? 1 : 0,
                    repeats);
            LoaderSettings settings = LoaderSettings.of(random.nextInt(1, 6), random.nextLong())
                    .withQueueBatches(random.nextInt(1, 4))
                    .withBadData(BadDataPolicy.SKIP);
            return new Case(source, settings);
        }

        List<List<Item>> batches(int workers, int count) {
            return batches(settings.withWorkers(workers), count);
        }

        List<List<Item>> batches(LoaderSettings settings, int count) {
            try (BatchLoader<Item, List<Item>> loader = BatchLoader.start(settings, source)) {
                return take(loader, count);
            }
        }
    }

    private static <T> List<T> take(BatchLoader<?, T> loader, int count) {
        List<T> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batches.add(loader.next());
        }
        return batches;
    }

    @Test
    void oneWorkerAndEightGiveTheSameBatches() {
        for (int number = 0; number < CASES; number++) {
            Case c = Case.random(number);
            assertThat(c.batches(8, BATCHES)).as("case %d", number).isEqualTo(c.batches(1, BATCHES));
        }
    }

    /** Two stops, so that the position of a resumed loader is checked too. */
    @Test
    void aLoaderGoesOnWithTheVerySameBatches() {
        for (int number = 0; number < CASES; number++) {
            Case c = Case.random(number);
            List<List<Item>> whole = c.batches(2, BATCHES);
            List<List<Item>> parts = new ArrayList<>();
            LoaderPosition position = LoaderPosition.START;
            for (int count : new int[] {number % 11, 3, BATCHES - 3 - number % 11}) {
                try (BatchLoader<Item, List<Item>> loader =
                        BatchLoader.start(c.settings().startingAt(position).withWorkers(3), c.source())) {
                    assertThat(loader.position()).isEqualTo(position);
                    parts.addAll(take(loader, count));
                    position = loader.position();
                }
                assertThat(position.step()).isEqualTo(parts.size());
            }
            assertThat(parts).as("case %d", number).isEqualTo(whole);
        }
    }

    @Test
    void batchesHoldOneGroupAndEveryImageComesOnceAnEpoch() {
        int size = 23;
        ListSource<Item> source = new ListSource<>(
                size,
                (index, epoch, random) -> new Item(index, epoch, random.nextLong()),
                item -> item.index() < 7 ? 1 : 0,
                new double[0]);
        try (BatchLoader<Item, List<Item>> loader = BatchLoader.start(LoaderSettings.of(4, 3), source)) {
            Set<Item> seen = new HashSet<>();
            Map<Integer, Integer> perEpoch = new HashMap<>();
            for (int step = 1; step <= 100; step++) {
                List<Item> batch = loader.next();
                assertThat(batch.stream().map(item -> item.index() < 7).distinct())
                        .hasSize(1);
                batch.forEach(item -> {
                    assertThat(seen.add(item)).isTrue();
                    perEpoch.merge(item.epoch(), 1, Integer::sum);
                });
                LoaderPosition position = loader.position();
                assertThat(position.waiting()).hasSizeLessThan(4);
                assertThat(position.items())
                        .isEqualTo(4L * step + position.waiting().size());
                assertThat(position.epoch()).isEqualTo((int) (position.items() / size));
            }
            for (int epoch = 0; epoch < 15; epoch++) {
                assertThat(perEpoch).containsEntry(epoch, size);
            }
        }
    }

    @Test
    void imagesComeAsOftenAsTheirFactorSays() {
        double[] factors = {1, 1.5, 2, 3.25};
        ItemOrder order = new ItemOrder(9, factors.length, factors);
        int epochs = 2000;
        Map<Integer, Map<Integer, Integer>> counts = new HashMap<>();
        Set<List<Long>> keys = new HashSet<>();
        ItemOrder.Place place = order.at(0);
        for (long ticket = 1; place.epoch() < epochs; ticket++) {
            counts.computeIfAbsent(place.epoch(), e -> new HashMap<>()).merge(place.index(), 1, Integer::sum);
            assertThat(keys.add(List.of((long) place.epoch(), place.key()))).isTrue();
            ItemOrder.Place next = order.at(ticket);
            assertThat(place.endsEpoch()).isEqualTo(next.epoch() != place.epoch());
            place = next;
        }
        for (int i = 0; i < factors.length; i++) {
            int index = i;
            double mean = counts.values().stream()
                    .mapToInt(epoch -> epoch.get(index))
                    .average()
                    .orElseThrow();
            double whole = Math.floor(factors[i]);
            assertThat(counts.values()).allMatch(epoch -> epoch.get(index) == whole || epoch.get(index) == whole + 1);
            // Five standard deviations of a mean of coin tosses; exact without a fraction.
            double share = factors[i] - whole;
            assertThat(mean).isCloseTo(factors[i], within(5 * Math.sqrt(share * (1 - share) / epochs)));
        }
    }

    /** Tickets may be skipped: a resumed loader first requests a ticket of a later epoch. */
    @Test
    void ticketsMeanTheSameWhereverOneBegins() {
        double[] factors = {1, 2.5, 1.1};
        for (double[] repeats : List.of(factors, new double[0])) {
            ItemOrder walked = new ItemOrder(4, 3, repeats);
            for (long ticket = 0; ticket < 60; ticket++) {
                assertThat(new ItemOrder(4, 3, repeats).at(ticket)).isEqualTo(walked.at(ticket));
            }
        }
    }

    @Test
    void repeatsOfAnImageDifferInTheirRandomNumbers() {
        ListSource<Item> source = new ListSource<>(
                2, (index, epoch, random) -> new Item(index, epoch, random.nextLong()), item -> 0, new double[] {1, 4});
        try (BatchLoader<Item, List<Item>> loader = BatchLoader.start(LoaderSettings.of(5, 1), source)) {
            List<Item> epoch = loader.next();
            assertThat(epoch).extracting(Item::index).containsExactlyInAnyOrder(0, 1, 1, 1, 1);
            assertThat(epoch).extracting(Item::drawn).doesNotHaveDuplicates();
        }
    }

    @Test
    void aPositionFarAheadIsReachedAtOnce() {
        ListSource<Item> source = ListSource.of(10, (index, epoch, r) -> new Item(index, epoch, 0));
        LoaderSettings settings =
                LoaderSettings.of(2, 7).startingAt(new LoaderPosition(100_000_000, 5, 1_000_000_003L, List.of()));
        try (BatchLoader<Item, List<Item>> loader = BatchLoader.start(settings, source)) {
            assertThat(loader.next()).hasSize(2).allMatch(item -> item.epoch() == 100_000_000);
        }
    }

    @Test
    void positionsThatNoRunComesToAreRefused() {
        ListSource<Item> source = ListSource.of(10, (index, epoch, r) -> new Item(index, epoch, 0));
        ListSource<Item> repeated =
                new ListSource<>(2, (index, epoch, r) -> new Item(index, epoch, 0), item -> 0, new double[] {1, 1.5});
        LoaderSettings settings = LoaderSettings.of(2, 7);
        for (LoaderPosition never : List.of(
                new LoaderPosition(0, 1, 1_000_000_000_000L, List.of()),
                new LoaderPosition(2_000_000_000, 1, 20_000_000_000L, List.of()),
                new LoaderPosition(5, 1, 20, List.of()))) {
            assertThatThrownBy(() -> BatchLoader.start(settings.startingAt(never), source))
                    .hasMessageContaining("expected 10 to 10 items in each epoch, found " + never.items());
        }
        assertThatThrownBy(() -> BatchLoader.start(
                        settings.startingAt(new LoaderPosition(500_000_000, 1, 1_200_000_000L, List.of())), repeated))
                .hasMessageContaining("expected 2 to 3 items in each epoch");
    }

    @Test
    void skippedEpochsHaveTheOrderOfThoseThatAreRead() {
        ItemOrder read = new ItemOrder(3, 5, new double[0]);
        for (long ticket = 0; ticket < 40; ticket++) {
            read.at(ticket);
        }
        assertThat(new ItemOrder(3, 5, new double[0]).at(42)).isEqualTo(read.at(42));
    }
}
