// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.image.ImageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An endless stream of batches, prepared by threads. Each image occurs once per epoch (or as often as its repeat factor says),
 * in an order that depends only on the seed; batches are always full and continue across the end of an epoch. If the source has
 * groups, an item waits for others of its group, if necessary until the next epoch.
 *
 * <p>Items are created in parallel and put in order in a ring. At most max(workers, batchSize * queueBatches) items are
 * complete or in progress at a time, in addition to the current batch and fewer than batchSize waiting items per group: if an
 * item of a 1024 x 1024 image has 4 MB of pixels and targets, 2 batches of 2 in advance take 16 MB. Only one thread at a time
 * may call {@link #next}; {@link #close} may be called by any thread.
 *
 * @param <T> items
 * @param <B> batches
 */
public final class BatchLoader<T, B> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchLoader.class);

    private final LoaderSettings settings;
    private final BatchSource<T, B> source;
    private final LoaderPosition start;
    private final List<Thread> threads = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition spaceInRing = lock.newCondition();
    private final Condition headReady = lock.newCondition();
    // All fields below are guarded by the lock. Turns number the items that this loader creates; each has a ticket.
    private final ItemOrder order;
    private final List<Outcome<T>> ring;
    private final Map<Integer, List<Outcome<T>>> waiting = new HashMap<>();
    private long nextTurn;
    private long headTurn;
    private int epoch;
    private long step;
    private long skipped;
    private int skippedInARow;
    private LoaderException failure;
    private boolean closed;

    private BatchLoader(LoaderSettings settings, BatchSource<T, B> source) {
        if (source.size() < 1) {
            throw new IllegalArgumentException(
                    "Loader: expected at least one image, found a data set of " + source.size());
        }
        this.settings = settings;
        this.source = source;
        start = settings.start();
        epoch = start.epoch();
        step = start.step();
        order = new ItemOrder(settings.seed(), source.size(), source.repeats());
        order.check(start);
        int slots = Math.max(settings.workers(), Math.multiplyExact(settings.batchSize(), settings.queueBatches()));
        ring = new ArrayList<>(Collections.nCopies(slots, null));
    }

    /** Creates a loader and starts its threads. */
    public static <T, B> BatchLoader<T, B> start(LoaderSettings settings, BatchSource<T, B> source) {
        BatchLoader<T, B> loader = new BatchLoader<>(settings, source);
        for (int i = 0; i < settings.workers(); i++) {
            Thread thread = new Thread(loader::work, "mrcnn-loader-" + i);
            thread.setDaemon(true);
            loader.threads.add(thread);
        }
        loader.threads.forEach(Thread::start);
        return loader;
    }

    /**
     * Returns the next batch; waits until it is ready.
     *
     * @throws LoaderException if an item could not be created; the message names the image, and every later call throws it too
     * @throws IllegalStateException after {@link #close}
     */
    public B next() {
        List<T> items = new ArrayList<>(settings.batchSize());
        lock.lock();
        try {
            List<Outcome<T>> group = accept(takeHead());
            while (group.size() < settings.batchSize()) {
                group = accept(takeHead());
            }
            group.stream().map(Outcome::item).filter(Objects::nonNull).forEach(items::add);
            group.clear();
            step++;
        } finally {
            lock.unlock();
        }
        return source.batch(items);
    }

    /** Returns how far the stream has been read. */
    public LoaderPosition position() {
        lock.lock();
        try {
            List<Long> left = new ArrayList<>();
            waiting.values().forEach(group -> group.forEach(outcome -> left.add(outcome.ticket())));
            for (long turn = headTurn; turn < start.waiting().size(); turn++) {
                left.add(ticket(turn));
            }
            Collections.sort(left);
            long items = Math.max(start.items(), ticket(headTurn));
            return new LoaderPosition(epoch, step, items, left);
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many images were left out because they could not be used, counted each time. */
    public long skipped() {
        lock.lock();
        try {
            return skipped;
        } finally {
            lock.unlock();
        }
    }

    /** Stops the threads and waits until they have ended, at most until the items in progress are complete. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            spaceInRing.signalAll();
            headReady.signalAll();
        } finally {
            lock.unlock();
        }
        threads.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true; // it is more important to leave no thread behind
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome<T> takeHead() {
        int slot = slot(headTurn);
        while (ring.get(slot) == null || closed || failure != null) {
            if (closed) {
                throw new IllegalStateException("This loader is closed; start another one");
            }
            if (failure != null) {
                throw new LoaderException(failure.getMessage(), failure.getCause());
            }
            try {
                headReady.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LoaderException("Interrupted while waiting for a batch", e);
            }
        }
        Outcome<T> outcome = ring.set(slot, null);
        if (headTurn >= start.waiting().size() && outcome.place().endsEpoch()) {
            epoch++;
        }
        headTurn++;
        spaceInRing.signalAll();
        return outcome;
    }

    /** Adds an item to its group and returns the group; returns an empty list if the image is left out. */
    private List<Outcome<T>> accept(Outcome<T> outcome) {
        Throwable error = outcome.error();
        if (error == null) {
            skippedInARow = 0;
            int key = outcome.item() == null ? 0 : source.group(outcome.item());
            List<Outcome<T>> group = waiting.computeIfAbsent(key, first -> new ArrayList<>());
            group.add(outcome);
            return group;
        }
        int index = outcome.place().index();
        boolean badData = error instanceof ImageException || error instanceof BadDataException;
        String where = "Image " + source.name(index) + " (index " + index + "): " + described(error) + remedy(error);
        if (!badData || settings.badData() == BadDataPolicy.FAIL || ++skippedInARow >= source.size()) {
            failure = new LoaderException(
                    skippedInARow >= source.size() ? "No image of the data set can be used. Last: " + where : where,
                    error);
            throw failure;
        }
        skipped++;
        LOG.warn("Left out: {}", where);
        return List.of();
    }

    /** Returns a message that can be understood without its stack trace, such as one of an array index out of bounds. */
    private static String described(Throwable error) {
        boolean explained = error instanceof BadDataException
                || error instanceof ImageException
                || error instanceof IllegalArgumentException
                || error instanceof IllegalStateException;
        return explained && error.getMessage() != null ? error.getMessage() : error.toString();
    }

    /**
     * Returns a remedy for lack of memory, which says nothing about the image; it ends the run whatever the policy for bad data
     * is.
     */
    private static String remedy(Throwable error) {
        return error instanceof OutOfMemoryError
                ? "; out of memory while loading it: give Java more (-Xmx), or lower train.workers, train.batchSize,"
                        + " train.loading.queueBatches or image.maxDimension"
                : "";
    }

    private void work() {
        while (true) {
            long turn;
            long ticket;
            ItemOrder.Place place;
            lock.lock();
            try {
                while (!closed && nextTurn - headTurn >= ring.size()) {
                    spaceInRing.await();
                }
                if (closed) {
                    return;
                }
                turn = nextTurn++;
                ticket = ticket(turn);
                place = order.at(ticket);
            } catch (InterruptedException e) {
                return; // only close interrupts
            } finally {
                lock.unlock();
            }
            boolean own = settings.places().has(turn % settings.batchSize());
            put(turn, own ? make(ticket, place) : new Outcome<>(ticket, place, null, null));
        }
    }

    private Outcome<T> make(long ticket, ItemOrder.Place place) {
        try {
            var random = ItemRandom.of(settings.seed(), place.epoch(), place.key());
            return new Outcome<>(ticket, place, source.item(place.index(), place.epoch(), random), null);
        } catch (Throwable e) { // catches errors too: a worker that ends silently would block next() forever
            return new Outcome<>(ticket, place, null, e);
        }
    }

    private void put(long turn, Outcome<T> outcome) {
        lock.lock();
        try {
            ring.set(slot(turn), outcome);
            if (turn == headTurn) {
                headReady.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the ticket of a turn: first those of the items that waited when the previous loader stopped, then those after its
     * last.
     */
    private long ticket(long turn) {
        int again = start.waiting().size();
        return turn < again ? start.waiting().get((int) turn) : start.items() + turn - again;
    }

    private int slot(long turn) {
        return (int) (turn % ring.size());
    }

    /** The result for a ticket; has neither item nor error if another loader creates this item. */
    private record Outcome<T>(long ticket, ItemOrder.Place place, T item, Throwable error) {}
}
