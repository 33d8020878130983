// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.core.DetectionEngine;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;

/** An engine decides on how many images of a folder {@code detect} lets it work at once. */
@Timeout(60)
class DetectEngineTest extends DetectCase {
    private static final int IMAGES = 8;

    /** The largest number of images in which an engine detected at the same time. */
    private static final AtomicInteger MOST = new AtomicInteger();

    /** An engine that does not say how many images keep it busy. */
    public static final class OneImage implements DetectionEngine {
        @Override
        public String name() {
            return "one";
        }

        @Override
        public Network open(MaskRcnn model) {
            return new Meeting(1);
        }
    }

    /** An engine for two images at once. */
    public static final class TwoImages implements DetectionEngine {
        @Override
        public String name() {
            return "two";
        }

        @Override
        public int imagesAtOnce() {
            return 2;
        }

        @Override
        public Network open(MaskRcnn model) {
            return new Meeting(2);
        }
    }

    /** Detects one object as wide as the image, when as many threads as expected are in it. */
    private static final class Meeting implements DetectionEngine.Network {
        private final AtomicInteger inside = new AtomicInteger();
        private final CyclicBarrier all;

        Meeting(int threads) {
            all = new CyclicBarrier(threads);
        }

        @Override
        public Detections detect(Image image) {
            MOST.accumulateAndGet(inside.incrementAndGet(), Math::max);
            try {
                all.await(30, TimeUnit.SECONDS);
                Thread.sleep(10); // in which another thread could come in
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException(e);
            } finally {
                inside.decrementAndGet();
            }
            float[] box = {0, 0, 1, image.width()};
            Rle mask = Rle.fromBox(new double[] {0, 0, image.width(), 1}, image.height(), image.width());
            return new Detections(image.height(), image.width(), List.of(new Detection(1, "cell", 0.9f, box, mask)));
        }

        @Override
        public void close() {
            // there is nothing to free
        }
    }

    @ParameterizedTest
    @CsvSource({"one, 1", "two, 2"})
    void asManyImagesAsTheEngineAsksFor(String engine, int images) throws IOException {
        MOST.set(0);
        for (int i = 1; i <= IMAGES; i++) {
            Images.write(Image.black(16, 100 + i, 3), folder.resolve("in" + i + ".png"));
        }
        Path json = folder.resolve("found.json");
        List<Object> line = new ArrayList<>(List.of("--engine", engine, "--json", json));
        IntStream.rangeClosed(1, IMAGES).forEach(i -> line.add(folder.resolve("in" + i + ".png")));

        assertThat(detect(line.toArray())).as(err.toString()).isZero();

        assertThat(MOST).hasValue(images);
        List<CocoDetection> found = CocoDetection.readAll(json);
        assertThat(found).extracting(CocoDetection::imageId).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(found)
                .extracting(each -> each.box().width())
                .containsExactly(101.0, 102.0, 103.0, 104.0, 105.0, 106.0, 107.0, 108.0);
    }

    @Test
    void theEngineOfThisLibraryUsesAllProcessorsForOneImage() {
        assertThat(new EngineOption().engine().imagesAtOnce()).isEqualTo(1);
    }
}
