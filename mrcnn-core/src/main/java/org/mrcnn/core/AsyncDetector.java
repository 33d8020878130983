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
import org.mrcnn.core.detect.DetectOptions;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.engine.internal.NativeThreads;

/**
 * Detects in many images with threads of its own, which read the next images while others are detected in, so that the cores stay
 * busy; each result is the same as that of {@link MaskRcnn#detect(Image, DetectOptions)}.
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
 * <p>Back-pressure: {@code detect} waits while two images per thread are under way, so that memory does not grow with the number of
 * images. Cancelling a future skips an image whose turn has not come. Safe for use by any number of threads.
 *
 * <p>What depends on a future, such as {@code use} above, runs in the thread of this detector that completed it, unless a method like
 * {@code thenAcceptAsync} names another one; the image counts as under way until then. It must not wait for this detector, by {@code
 * detect}, {@code finish} or {@code close}.
 */
public final class AsyncDetector implements AutoCloseable {
    private final MaskRcnn model;
    private final int underWay;
    private final Semaphore room;
    private final ThreadPoolExecutor threads;

    /** A detector with as many threads as there are processors, at least two. The model stays open when this is closed. */
    public AsyncDetector(MaskRcnn model) {
        this(model, Math.max(2, Runtime.getRuntime().availableProcessors()));
    }

    /** A detector with so many threads, each of which needs working memory outside the heap ({@link MaskRcnn#nativeMemory}). */
    public AsyncDetector(MaskRcnn model, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: expected 1 or more, found " + threads);
        }
        this.model = Objects.requireNonNull(model, "model");
        underWay = 2 * threads;
        room = new Semaphore(underWay, true);
        this.threads =
                new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(() -> run(work, threads), "mrcnn-detect");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** A thread that has its share of the processors to itself waits for no other one in the middle of an image. */
    private static void run(Runnable work, int threads) {
        NativeThreads.divide(threads);
        work.run();
    }

    /**
     * Reads a file as the model needs it, and detects in it; waits for room first.
     *
     * @return completes with the objects, or with the exception that {@link MaskRcnn#detect(Path)} would throw
     * @throws InterruptedException if the thread is interrupted while it waits for room
     * @throws IllegalStateException after {@link #close}
     */
    public CompletableFuture<Detections> detect(Path file, DetectOptions options) throws InterruptedException {
        Objects.requireNonNull(file, "file");
        return detect(() -> Images.read(file, model.config().image().pixelFormat()), options);
    }

    /** Like {@link #detect(Path, DetectOptions)}, for an image that is made when its turn comes. */
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

    /** Waits until all images so far are done. */
    public void finish() throws InterruptedException {
        room.acquire(underWay);
        room.release(underWay);
    }

    /** Cancels the images whose turn has not come, and waits for the others. */
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
                interrupted = true; // the model may be closed after this: nothing may still be running
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
                    result.complete(model.detect(image.call(), options));
                }
            } catch (Exception | Error e) { // whatever goes wrong belongs to the image's future
                result.completeExceptionally(e);
            } finally {
                room.release();
            }
        }
    }
}
