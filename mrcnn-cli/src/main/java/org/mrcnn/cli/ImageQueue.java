// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;

/**
 * Works on several images at once: while the network runs on one, others are read or drawn. The images get their turns in the
 * order in which they were added, in the thread that adds them, so that lines and files are the same as for one image after the
 * other.
 *
 * <p>The network of an engine that uses all processors still runs on one image at a time. With a share of them for each of
 * several images, as in {@link org.mrcnn.core.AsyncDetector}, the last bits of results would differ from those for a single
 * image.
 */
final class ImageQueue implements AutoCloseable {
    /** More images at once would need more memory. */
    private static final int MOST_THREADS = 4;

    /** Heap per pixel and channel for the content of the file, its samples and the image. */
    private static final int BYTES_READ = 3;

    /** Heap per pixel for drawing an image, for encoding the drawing, and for drawings that wait for their turns. */
    private static final int BYTES_DRAWN = 30;

    private final int threads =
            Math.min(MOST_THREADS, Math.max(2, Runtime.getRuntime().availableProcessors()));
    private final ExecutorService pool = Executors.newFixedThreadPool(threads, work -> {
        Thread thread = new Thread(work, "mrcnn-image");
        thread.setDaemon(true);
        return thread;
    });
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final long mostPixels;
    private volatile boolean closed;

    private record Pending(CompletableFuture<?> work, Runnable turn) {
        void awaitEnd() {
            work.exceptionally(fault -> null).join();
        }
    }

    /** @param channels number of channels of the images */
    ImageQueue(int channels) {
        mostPixels = Runtime.getRuntime().maxMemory() / threads / (BYTES_READ * channels + BYTES_DRAWN);
    }

    /** Lets this many threads at a time use a network. */
    static Function<Image, Detections> atMost(int threads, Function<Image, Detections> network) {
        Semaphore free = new Semaphore(threads, true);
        return image -> {
            free.acquireUninterruptibly();
            try {
                return network.apply(image);
            } finally {
                free.release();
            }
        };
    }

    /** Returns whether the heap can hold images of this size in all threads; if the header cannot be read, true. */
    boolean fits(Path file) {
        try {
            Images.Size size = Images.size(file);
            return (long) size.height() * size.width() <= mostPixels;
        } catch (RuntimeException e) {
            return true; // reading the image fails too, at its turn
        }
    }

    /**
     * Starts the work on an image in another thread. First gives the oldest images their turns if too many are in progress.
     *
     * @param turn uses the result, whose supplier waits until the work is done, and throws what it threw
     * @param <T> the result
     */
    <T> void add(Supplier<T> work, Consumer<Supplier<T>> turn) {
        while (pending.size() >= 2 * threads) {
            takeOldest();
        }
        Supplier<T> unlessClosed = () -> {
            if (closed) {
                throw new CancellationException();
            }
            return work.get();
        };
        CompletableFuture<T> result = CompletableFuture.supplyAsync(unlessClosed, pool);
        pending.add(new Pending(result, () -> turn.accept(() -> Futures.join(result))));
    }

    private void takeOldest() {
        Pending oldest = pending.remove();
        try {
            oldest.turn().run();
        } finally {
            oldest.awaitEnd(); // also if its turn was over before
        }
    }

    /** Gives all images their turns. */
    void finish() {
        while (!pending.isEmpty()) {
            takeOldest();
        }
    }

    /** Leaves out images on which work has not started, and waits for the others. Their turns do not come. */
    @Override
    public void close() {
        closed = true;
        pending.forEach(Pending::awaitEnd);
        pool.shutdown();
    }
}
