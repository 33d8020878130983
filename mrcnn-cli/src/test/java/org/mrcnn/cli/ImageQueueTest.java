// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;

@Timeout(60)
class ImageQueueTest {
    /** Two for each of at most four threads. */
    private static final int MOST = 8;

    private final List<String> turns = new ArrayList<>();

    private void take(Supplier<String> result) {
        try {
            turns.add(result.get());
        } catch (IllegalStateException | StackOverflowError e) {
            turns.add(e.getMessage());
        }
    }

    @Test
    void fewImagesAreInProgress() {
        AtomicInteger started = new AtomicInteger();
        try (ImageQueue queue = new ImageQueue(3)) {
            for (int i = 0; i < 5 * MOST; i++) {
                String name = String.valueOf(i);
                queue.add(
                        () -> {
                            started.incrementAndGet();
                            return name;
                        },
                        this::take);
                assertThat(i + 1 - turns.size()).isBetween(1, MOST);
                assertThat(started.get() - turns.size()).isLessThanOrEqualTo(MOST);
            }
            queue.finish();
        }
        assertThat(turns)
                .hasSize(5 * MOST)
                .startsWith("0", "1", "2")
                .isSortedAccordingTo((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)));
    }

    @Test
    void aFailureIsThrownAtItsTurn() {
        try (ImageQueue queue = new ImageQueue(3)) {
            queue.add(
                    () -> {
                        throw new IllegalStateException("faulty");
                    },
                    this::take);
            queue.add(
                    () -> {
                        throw new StackOverflowError("deep");
                    },
                    this::take);
            queue.add(() -> "fine", this::take);
            queue.finish();
        }
        assertThat(turns).containsExactly("faulty", "deep", "fine");
    }

    /** Every second work ends after the one that follows it. */
    @Test
    void slowImagesKeepTheirPlaces() {
        List<String> ended = new CopyOnWriteArrayList<>();
        CountDownLatch[] done =
                Stream.generate(() -> new CountDownLatch(1)).limit(7).toArray(CountDownLatch[]::new);
        try (ImageQueue queue = new ImageQueue(3)) {
            for (int i = 0; i < 6; i++) {
                int number = i;
                queue.add(
                        () -> {
                            if (number % 2 == 0) {
                                await(done[number + 1]);
                            }
                            ended.add(number + "");
                            done[number].countDown();
                            return number + "";
                        },
                        this::take);
            }
            queue.finish();
        }
        assertThat(ended).containsSubsequence("1", "0").containsSubsequence("5", "4");
        assertThat(turns).containsExactly("0", "1", "2", "3", "4", "5");
    }

    /** Also if a turn did not wait, because nothing more can be written. */
    @Test
    void nothingRunsAfterFinishOrClose() {
        AtomicInteger running = new AtomicInteger();
        ImageQueue queue = new ImageQueue(3);
        CountDownLatch started = new CountDownLatch(1);
        Supplier<String> slow = () -> {
            running.incrementAndGet();
            started.countDown();
            pause();
            running.decrementAndGet();
            return "";
        };
        queue.add(slow, result -> turns.add("taken at once"));
        await(started);
        queue.finish();
        assertThat(running).hasValue(0);
        for (int i = 0; i < 4; i++) {
            queue.add(slow, result -> turns.add("never"));
        }
        queue.close();
        assertThat(running).hasValue(0);
        assertThat(turns).containsExactly("taken at once");
    }

    @Test
    void theNetworkRunsOnOneImageAtATime() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Function<Image, Detections> network = ImageQueue.atMost(1, image -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            pause();
            now.decrementAndGet();
            return new Detections(8, 8, List.of());
        });
        try (ImageQueue queue = new ImageQueue(3)) {
            for (int i = 0; i < MOST; i++) {
                queue.add(() -> network.apply(Image.black(8, 8, 3)), found -> turns.add(found.get() + ""));
            }
            queue.finish();
        }
        assertThat(turns).hasSize(MOST);
        assertThat(most).hasValue(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
