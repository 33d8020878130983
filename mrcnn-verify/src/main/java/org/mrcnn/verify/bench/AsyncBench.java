// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.mrcnn.core.AsyncDetector;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.DetectOptions;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Images;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures images per second for the files of a folder, or for rendered photos of 12 megapixels, by single calls and by {@link
 * AsyncDetector}, alternating in one process. Prints a JSON line for each turn, and one with the ratio of the medians; the first turn is a warm-up.
 */
@Command(name = "bench-async", mixinStandardHelpOptions = true, description = "AsyncDetector beside single calls.")
public final class AsyncBench implements Callable<Integer> {
    @Option(names = "--model", required = true, description = "Model file.")
    private Path model;

    @ArgGroup(multiplicity = "1")
    private Input input;

    private static final class Input {
        @Option(names = "--images", description = "Folder of images.")
        private Path images;

        @Option(
                names = "--photos",
                paramLabel = "N",
                description = "Instead, render this number of JPEG files of 12 MP.")
        private int photos;
    }

    @Option(names = "--turns", defaultValue = "4", description = "Turns of each. (${DEFAULT-VALUE})")
    private int turns;

    @Option(names = "--threads", defaultValue = "2", description = "Threads of AsyncDetector. (${DEFAULT-VALUE})")
    private int threads;

    private AsyncBench() {}

    /** Runs one measurement. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new AsyncBench()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (input.images != null) {
            measure(Images.list(input.images));
            return 0;
        }
        Path folder = Files.createTempDirectory("mrcnn-photos-");
        try {
            Photos.write(folder, input.photos);
            measure(Images.list(folder));
        } finally {
            for (Path file : Images.list(folder)) {
                Files.delete(file);
            }
            Files.delete(folder);
        }
        return 0;
    }

    private void measure(List<Path> files) throws IOException, InterruptedException {
        double[] single = new double[turns];
        double[] async = new double[turns];
        try (MaskRcnn loaded = MaskRcnn.load(model);
                AsyncDetector detector = new AsyncDetector(loaded, threads)) {
            for (int turn = 0; turn < turns; turn++) {
                long start = System.nanoTime();
                List<Integer> expected = new ArrayList<>();
                for (Path file : files) {
                    expected.add(loaded.detect(file).size());
                }
                long half = System.nanoTime();
                List<Integer> found = all(detector, files);
                long end = System.nanoTime();
                if (!found.equals(expected)) {
                    throw new IllegalStateException("expected " + expected + " objects, found " + found);
                }
                single[turn] = files.size() / ((half - start) / 1e9);
                async[turn] = files.size() / ((end - half) / 1e9);
                System.out.printf(
                        Locale.ROOT,
                        "{\"turn\": %d, \"single_images_per_s\": %.2f, \"async_images_per_s\": %.2f}%n",
                        turn,
                        single[turn],
                        async[turn]);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "{\"name\": \"mrcnn_async\", \"images\": %d, \"threads\": %d, \"async_over_single\": %.3f}%n",
                files.size(),
                threads,
                Timing.of(1, async).median() / Timing.of(1, single).median());
    }

    private static List<Integer> all(AsyncDetector detector, List<Path> files) throws InterruptedException {
        List<CompletableFuture<Detections>> futures = new ArrayList<>();
        for (Path file : files) {
            futures.add(detector.detect(file, DetectOptions.ALL));
        }
        detector.finish();
        return futures.stream().map(future -> future.join().size()).toList();
    }
}
