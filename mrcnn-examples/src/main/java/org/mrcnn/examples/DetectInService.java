// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Images;

/**
 * Detects the objects in every image of a folder with one model that several threads share, as in a service. Arguments: model
 * file, folder of images, number of threads.
 *
 * <pre>{@code scripts/java-main org.mrcnn.examples.DetectInService model.mrcnn images 4}</pre>
 *
 * <p>Any number of threads may use a model at once; each gets the same result as if it were alone. Concurrent detections share
 * the weights, but each needs its own memory outside the heap, which {@code MaskRcnn.nativeMemory()} reports. A single detection
 * already uses every core ({@code OMP_NUM_THREADS} sets how many): more threads keep the cores busy while images are read, but do
 * not make a single detection faster. Start the JVM with a memory limit that fits the machine, such as {@code
 * -Dorg.bytedeco.javacpp.maxphysicalbytes=8g}: exceeding it gives an error instead of swapping.
 */
public final class DetectInService {
    private DetectInService() {}

    /** Runs the example. */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        try (MaskRcnn model = MaskRcnn.load(Path.of(args[0]));
                Stream<Path> files = Files.list(Path.of(args[1]))) {
            List<Path> images = files.sorted().toList();
            List<Detections> found = detect(model, images, Integer.parseInt(args[2]));
            for (int i = 0; i < images.size(); i++) {
                System.out.println(images.get(i) + ": " + found.get(i).size() + " objects");
            }
        }
    }

    /**
     * Detects the objects in queued images.
     *
     * @return one result per image, in the order of the images
     * @throws ExecutionException if an image cannot be read, or detection fails
     */
    static List<Detections> detect(MaskRcnn model, List<Path> images, int threads)
            throws InterruptedException, ExecutionException {
        // example: DetectInService
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Detections>> queued = new ArrayList<>();
            for (Path image : images) {
                queued.add(workers.submit(() -> model.detect(Images.read(image))));
            }
            List<Detections> found = new ArrayList<>();
            for (Future<Detections> one : queued) {
                found.add(one.get());
            }
            return found;
        } finally {
            workers.shutdownNow();
        }
        // end
    }
}
