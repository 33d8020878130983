// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.mrcnn.core.detect.DetectOptions;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.engine.internal.NativeThreads;

/**
 * Detects objects in many images with its own threads. Some threads read the next images while others run detection, so that
 * all cores stay busy. Each result is that of a single call, such as {@link MaskRcnn#detect(Image, DetectOptions)}, but for the
 * last bits: they can depend on the number of processors that a call uses, which here is the thread's share.
 *
 * <pre>{@code
 * try (AsyncDetector detector = new AsyncDetector(model)) {
 *     for (Path file : files) {
 *         detector.detect(file, DetectOptions.ALL).thenAccept(found -> use(file, found));
 *     }
 *     detector.finish();
 * }
 * }</pre>
 *
 * <p>Back-pressure: {@code detect} blocks while two images per thread are in progress, so that memory does not grow with the
 * number of images. Cancelling a future skips its image if work on it has not started. Any number of threads may use one
 * detector.
 *
 * <p>An action that depends on a future, such as {@code use} above, runs in the detector's thread that completed the future,
 * unless it was added by a method such as {@code thenAcceptAsync}, which names another executor. The image counts as in
 * progress until that action ends. The action must not wait for this detector, that is, call its {@code detect}, {@code finish}
 * or {@code close}.
 */
public final class AsyncDetector implements AutoCloseable {
    private static final int MAX_THREADS = 1024;

    private final MaskRcnn model;
    private final Function<Image, Detections> network;
    private final int underWay;
    private final Semaphore room;
    private final ThreadPoolExecutor threads;

    /** Creates a detector with one thread per processor, at least two. Closing the detector leaves the model open. */
    public AsyncDetector(MaskRcnn model) {
        this(model, Math.max(2, Runtime.getRuntime().availableProcessors()));
    }

    /**
     * Creates a detector with the given number of threads, 1 or more. Each thread needs working memory outside the heap, see
     * {@link MaskRcnn#nativeMemory}. Closing the detector leaves the model open.
     */
    public AsyncDetector(MaskRcnn model, int threads) {
        this(Objects.requireNonNull(model, "model"), model::detect, threads);
    }

    /**
     * Like {@link #AsyncDetector(MaskRcnn, int)}, for detection in another way than {@link MaskRcnn#detect(Image)}: by the network of
     * a {@link DetectionEngine}, by tiles, or in several views.
     *
     * @param model the model, which determines how files are read and which classes {@link DetectOptions} may name
     * @param network detects all objects in an image, for example {@code network::detect} or {@code new
     *     AugmentedDetection(model::detect, kinds)::detect}; several threads call it at the same time
     */
    public AsyncDetector(MaskRcnn model, Function<Image, Detections> network, int threads) {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads: expected 1 to " + MAX_THREADS + ", found " + threads);
        }
        this.model = Objects.requireNonNull(model, "model");
        this.network = Objects.requireNonNull(network, "network");
        underWay = 2 * threads;
        room = new Semaphore(underWay, true);
        this.threads =
                new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(() -> run(work, threads), "mrcnn-detect");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** With its own share of the processors, a thread never waits for another one in the middle of an image. */
    private static void run(Runnable work, int threads) {
        NativeThreads.divide(threads);
        work.run();
    }

    /**
     * Submits an image file, which is read with the channels and the value window of the model's configuration. Blocks while
     * too many images are in progress.
     *
     * @return a future that completes with the detections, or with the exception that {@link MaskRcnn#detect(Path)} would throw
     * @throws InterruptedException if the calling thread is interrupted while it is blocked
     * @throws IllegalStateException after {@link #close}
     */
    public CompletableFuture<Detections> detect(Path file, DetectOptions options) throws InterruptedException {
        Objects.requireNonNull(file, "file");
        return detect(() -> Images.read(file, model.config().image().pixelFormat()), options);
    }

    /** Like {@link #detect(Path, DetectOptions)}, for an image that {@code image} supplies in one of the detector's threads. */
    public CompletableFuture<Detections> detect(Callable<Image> image, DetectOptions options)
            throws InterruptedException {
        Work work = new Work(image, options, new CompletableFuture<>());
        room.acquire();
        try {
            threads.execute(work);
        } catch (RejectedExecutionException e) {
            room.release();
            throw new IllegalStateException("this detector is closed", e);
        }
        return work.result();
    }

    /** Blocks until all images submitted so far are done. */
    public void finish() throws InterruptedException {
        room.acquire(underWay);
        room.release(underWay);
    }

    /** Cancels the images on which work has not started, and waits for the others. */
    @Override
    public void close() {
        List<Runnable> waiting = new ArrayList<>();
        threads.shutdown();
        threads.getQueue().drainTo(waiting);
        for (Runnable work : waiting) {
            ((Work) work).result().cancel(false);
            room.release();
        }
        boolean interrupted = Thread.interrupted();
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                interrupted = true; // the caller may close the model next: nothing may still be running
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One image. */
    private final class Work implements Runnable {
        private final Callable<Image> image;
        private final DetectOptions options;
        private final CompletableFuture<Detections> result;

        Work(Callable<Image> image, DetectOptions options, CompletableFuture<Detections> result) {
            this.image = Objects.requireNonNull(image, "image");
            this.options = Objects.requireNonNull(options, "options");
            this.result = result;
        }

        CompletableFuture<Detections> result() {
            return result;
        }

        @Override
        public void run() {
            try {
                if (!result.isDone()) {
                    result.complete(options.detect(image.call(), network, model.labels()));
                }
            } catch (Exception | Error e) { // every failure belongs to the image's future
                result.completeExceptionally(e);
            } finally {
                room.release();
            }
        }
    }
}
