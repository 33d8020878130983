// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.detect.DetectOptions;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.views.AugmentedDetection;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.image.Images;

@Timeout(60)
class AsyncDetectorTest {
    private static final DetectOptions ALL = DetectOptions.ALL;

    private MaskRcnn model;

    @TempDir
    private Path folder;

    @BeforeEach
    void makeModel() {
        model = SmallModels.tiny(SmallModels.config(1));
    }

    @AfterEach
    void closeModel() {
        model.close();
    }

    private static Image image(int seed) {
        return MaskRcnnTest.noise(seed, 40 + seed, 60 - seed);
    }

    @Test
    void findsWhatSingleCallsFind() throws InterruptedException, IOException {
        Path file = folder.resolve("a.png");
        Images.write(image(9), file);
        try (AsyncDetector detector = new AsyncDetector(model, 2)) {
            List<CompletableFuture<Detections>> found = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int seed = i;
                found.add(detector.detect(() -> image(seed), ALL));
            }
            CompletableFuture<Detections> read = detector.detect(file, ALL.withMinScore(0.3));
            detector.finish();
            for (int i = 0; i < 6; i++) {
                assertThat(found.get(i)).isCompletedWithValue(model.detect(image(i)));
            }
            assertThat(read.join()).isEqualTo(model.detect(file).atLeast(0.3));
        }
    }

    /** In several views, and with options, for which the model has the names of classes. */
    @Test
    void detectsInAnyWay() throws InterruptedException {
        Function<Image, Detections> views =
                new AugmentedDetection(model::detect, EnumSet.of(AugmentedDetection.Kind.FLIPS))::detect;
        DetectOptions some = ALL.withRegion(0, 0, 32, 32)
                .withClassMinScores(Map.of(model.labels().get(1), 0.1));
        List<CompletableFuture<Detections>> found = new ArrayList<>();
        try (AsyncDetector detector = new AsyncDetector(model, views, 2)) {
            for (int i = 0; i < 4; i++) {
                int seed = i;
                found.add(detector.detect(() -> image(seed), some));
            }
            CompletableFuture<Detections> wrong =
                    detector.detect(() -> image(1), ALL.withClassMinScores(Map.of("none", 0.5)));
            assertThatThrownBy(wrong::join).hasMessageContaining("expected classes of the model");
        }
        for (int i = 0; i < 4; i++) {
            assertThat(found.get(i)).isCompletedWithValue(some.detect(image(i), views, model.labels()));
        }
        assertThat(found.get(0).join()).isNotEqualTo(model.detect(image(0), some));
    }

    @Test
    void aFaultBelongsToItsImage() throws InterruptedException {
        try (AsyncDetector detector = new AsyncDetector(model, 1)) {
            CompletableFuture<Detections> missing = detector.detect(folder.resolve("none.png"), ALL);
            CompletableFuture<Detections> error = detector.detect(
                    () -> {
                        throw new StackOverflowError("deep");
                    },
                    ALL);
            CompletableFuture<Detections> fine = detector.detect(() -> image(1), ALL);
            assertThat(fine.join().size()).isPositive();
            assertThatThrownBy(missing::join).hasCauseInstanceOf(ImageException.class);
            assertThatThrownBy(error::join).hasCauseInstanceOf(StackOverflowError.class);
        }
    }

    /** With one thread, one image is in progress and another may wait; the third call blocks until there is room. */
    @Test
    void aCallWaitsForRoomAndCancelledImagesAreNotRead() throws InterruptedException {
        CountDownLatch hold = new CountDownLatch(1);
        AtomicInteger reads = new AtomicInteger();
        try (AsyncDetector detector = new AsyncDetector(model, 1)) {
            CompletableFuture<Detections> first = detector.detect(
                    () -> {
                        hold.await();
                        return image(1);
                    },
                    ALL);
            CompletableFuture<Detections> second = detector.detect(() -> image(reads.incrementAndGet()), ALL);
            CountDownLatch accepted = new CountDownLatch(1);
            Thread producer = new Thread(() -> {
                try {
                    detector.detect(() -> image(2), ALL).join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                accepted.countDown();
            });
            producer.start();
            assertThat(accepted.await(200, TimeUnit.MILLISECONDS)).isFalse();
            second.cancel(false);
            hold.countDown();
            accepted.await();
            producer.join();
            assertThat(first.join().size()).isPositive();
            assertThat(reads).hasValue(0);
        }
    }

    @Test
    void closingCancelsWhatWaitsAndEndsWhatRuns() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        AsyncDetector detector = new AsyncDetector(model, 1);
        CompletableFuture<Detections> running = detector.detect(
                () -> {
                    started.countDown();
                    return image(1);
                },
                ALL);
        CompletableFuture<Detections> waiting = detector.detect(() -> image(2), ALL);
        started.await();
        detector.close();
        assertThat(running).isCompleted();
        assertThat(waiting).isDone();
        assertThatThrownBy(() -> detector.detect(() -> image(3), ALL)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new AsyncDetector(model, 0)).hasMessage("threads: expected 1 to 1024, found 0");
        assertThatThrownBy(() -> new AsyncDetector(model, Integer.MAX_VALUE))
                .as("its queue would have a negative size")
                .hasMessage("threads: expected 1 to 1024, found 2147483647");
    }
}
