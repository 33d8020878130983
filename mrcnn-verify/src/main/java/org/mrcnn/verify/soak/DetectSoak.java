// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Detects in images of several sizes from many threads at once, then loads and closes the model repeatedly. Fails if a
 * detection differs from that of a single thread before, or if the memory of the process grows.
 */
@Command(name = "soak-detect", mixinStandardHelpOptions = true, description = "Detection under load, checked.")
public final class DetectSoak implements Callable<Integer> {

    private static final int[][] SIZES = {{256, 256}, {128, 192}, {200, 100}, {64, 256}, {250, 130}};

    @Option(names = "--threads", defaultValue = "16", description = "Threads that detect. (${DEFAULT-VALUE})")
    private int threads;

    @Option(names = "--count", defaultValue = "1000", description = "Detections per thread. (${DEFAULT-VALUE})")
    private int count;

    @Option(
            names = "--cycles",
            defaultValue = "200",
            description =
                    "Loads and closes; memory is compared in the second half, as the JVM compiles code in the first."
                            + " (${DEFAULT-VALUE})")
    private int cycles;

    @Option(names = "--width", defaultValue = "256", description = "Channels of the network. (${DEFAULT-VALUE})")
    private int width;

    @Option(
            names = "--growth",
            defaultValue = "1",
            description = "Growth of memory that is accepted, in percent. (${DEFAULT-VALUE})")
    private double growth;

    @Option(
            names = "--warm",
            defaultValue = "100",
            description = "Detections before memory is compared. (${DEFAULT-VALUE})")
    private int warm;

    private DetectSoak() {}

    /** Runs the command. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new DetectSoak()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path file = Files.createTempFile("soak", ".mrcnn");
        try {
            MaskRcnnConfig config = config();
            try (MaskRcnn made = MaskRcnn.create(config, List.of("BG", "thing"))) {
                made.save(file);
            }
            boolean detected = detectAll(file);
            boolean loaded = loadAndClose(file);
            return detected && loaded ? 0 : 1;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Returns a configuration in which every RoI becomes a detection, so that the heads have the maximum amount of work. */
    private MaskRcnnConfig config() {
        String yaml =
                """
                model: {backbone: resnet18, pyramidSize: %d, rpnChannels: %d, fcLayersSize: %d}
                image: {mode: pad64, minDimension: 64, maxDimension: 256}
                rpn: {anchorScales: [8, 16, 32, 64, 128]}
                detection: {minConfidence: 0, nmsThreshold: 1}
                """;
        return MaskRcnnConfig.fromYaml(yaml.formatted(width, width, 4 * width), "soak");
    }

    private static List<Image> images() {
        Random random = new Random(1);
        List<Image> images = new ArrayList<>();
        for (int[] size : SIZES) {
            byte[] pixels = new byte[size[0] * size[1] * 3];
            random.nextBytes(pixels);
            images.add(new Image(size[0], size[1], 3, pixels));
        }
        return images;
    }

    private boolean detectAll(Path file) throws IOException, InterruptedException, ExecutionException {
        List<Image> images = images();
        AtomicLong afterWarm = new AtomicLong();
        AtomicInteger done = new AtomicInteger();
        AtomicInteger different = new AtomicInteger();
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try (MaskRcnn model = MaskRcnn.load(file)) {
            List<Detections> expected = model.detect(images);
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int first = t;
                running.add(workers.submit(
                        () -> IntStream.range(first, first + count).forEach(i -> {
                            int image = i % images.size();
                            if (!model.detect(images.get(image)).equals(expected.get(image))) {
                                different.incrementAndGet();
                            }
                            if (done.incrementAndGet() == warm) {
                                afterWarm.set(Pointer.physicalBytes());
                            }
                        })));
            }
            for (Future<?> one : running) {
                one.get();
            }
            System.out.println(model.nativeMemory());
        } finally {
            workers.shutdownNow();
        }
        System.out.println(done + " detections from " + threads + " threads, " + different + " differ");
        return report("detections", afterWarm.get()) && different.get() == 0;
    }

    private boolean loadAndClose(Path file) throws IOException {
        Image image = images().get(1);
        long afterWarm = 0;
        for (int i = 0; i < cycles; i++) {
            try (MaskRcnn model = MaskRcnn.load(file)) {
                model.detect(image);
            }
            if (i + 1 == cycles / 2) {
                afterWarm = Pointer.physicalBytes();
            }
        }
        return report("loads", afterWarm);
    }

    private boolean report(String what, long before) {
        long now = Pointer.physicalBytes();
        double percent = before == 0 ? 0 : 100.0 * (now - before) / before;
        System.out.printf("memory after %s: %d MB, %+.2f %% since the warm-up%n", what, now >> 20, percent);
        return percent <= growth;
    }
}
