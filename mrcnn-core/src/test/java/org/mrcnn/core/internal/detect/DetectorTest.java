// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.backbone.Layers;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.core.internal.graph.TinyNetwork;
import org.mrcnn.data.image.Image;

class DetectorTest {

    private static final List<String> LABELS = List.of("BG", "red", "green");

    /** {@link TinyNetwork#BACKBONE} after an op that fails for tall images. */
    private static final Backbone FAILING = new Backbone() {
        @Override
        public String name() {
            return "tiny";
        }

        @Override
        public List<Features> build(Layers layers, Features image) {
            var checked = new TallImagesFail(image.variable().getSameDiff(), image.variable()).outputVariable();
            return TinyNetwork.BACKBONE.build(layers, new Features(checked, image.channels()));
        }
    };

    private static GraphParts parts() {
        MaskRcnnConfig tiny = TinyNetwork.config();
        MaskRcnnConfig config = tiny.withImage(tiny.image().withMode(ImageConfig.Mode.NONE));
        GraphParts parts = new GraphParts(config, LABELS.size(), FAILING, new LinkedHashMap<>());
        MaskRcnnGraph.initialize(parts, 1);
        return parts;
    }

    private static Image noise(int height) {
        byte[] pixels = new byte[height * 64 * 3];
        new Random(height).nextBytes(pixels);
        return new Image(height, 64, 3, pixels);
    }

    @Test
    void outOfMemoryOnOneImageLeavesTheOthers() {
        try (Detector detector = new Detector(parts(), LABELS)) {
            Detections before = detector.detect(noise(64));
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> detector.detect(noise(128)))
                        .isInstanceOf(OutOfMemoryError.class)
                        .hasMessageContainingAll("input_image [1, 128, 64, 3]", "maxphysicalbytes");
                assertThat(detector.detect(noise(64))).isEqualTo(before);
            }
            assertThat(detector.memory(0).runners()).isEqualTo(1);
        }
    }

    /** Detects in four threads, in which every second detection fails. */
    private static void detectAndFail(Detector detector, Detections expected, int times) {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = Stream.<Runnable>generate(() -> () -> {
                        assertThatThrownBy(() -> detector.detect(noise(128))).isInstanceOf(OutOfMemoryError.class);
                        assertThat(detector.detect(noise(64))).isEqualTo(expected);
                    })
                    .limit(times)
                    .<Future<?>>map(threads::submit)
                    .toList();
            for (Future<?> each : all) {
                assertThatCode(each::get).doesNotThrowAnyException();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void outOfMemoryInSeveralThreadsLosesNeitherRunnersNorMemory() throws InterruptedException {
        int most = Math.max(2, Runtime.getRuntime().availableProcessors());
        GraphParts parts = parts();
        Detections expected = null;
        long one = 0;
        long held = 0;
        for (int detectors = 0; detectors < 4; detectors++) {
            try (Detector detector = new Detector(parts, LABELS)) {
                Detections first = detector.detect(noise(64));
                assertThat(first).isEqualTo(expected == null ? first : expected);
                expected = first;
                one = detector.memory(0).working();
                detectAndFail(detector, expected, 12);
                assertThat(detector.memory(0).runners()).isBetween(1, most);
                assertThat(detector.memory(0).working()).isLessThan((most + 1) * one); // and anchors of tall images
            }
            held = detectors == 0 ? Pointer.totalBytes() : held;
        }
        // Memory that JavaCPP frees after its last reference is gone needs one or more garbage collections.
        for (int i = 0; i < 50 && Pointer.totalBytes() >= held + one; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(Pointer.totalBytes()).isLessThan(held + one);
    }

    @Test
    void manySizesDoNotGrowTheMemory() {
        try (Detector detector = new Detector(parts(), LABELS)) {
            detector.detect(Image.black(64, 64 * 20, 3));
            long largest = detector.memory(0).working();
            for (int i = 20; i > 0; i--) {
                detector.detect(Image.black(64, 64 * i, 3));
            }
            assertThat(detector.memory(0).working()).isLessThan(4 * largest);
        }
    }

    @Test
    void afterCloseItSaysSo() {
        Detector detector = new Detector(parts(), LABELS);
        detector.detect(noise(64));
        detector.close();
        assertThatThrownBy(() -> detector.detect(noise(64)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the model is closed");
    }
}
