package org.mrcnn.data.loader;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Shuffle;
import org.mrcnn.data.image.ImageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An endless stream of batches, made ahead by threads. Every image comes once an epoch, in an order that depends on the
 * seed and the epoch alone; batches are always full and go on across the end of an epoch.
 *
 * <p>Items are made in parallel and put in order in a ring of bounded size. One thread at a time may call {@link #next};
 * {@link #close} may come from any thread.
 *
 * @param <T> items
 * @param <B> batches
 */
public final class BatchLoader<T, B> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchLoader.class);

    private final LoaderConfig config;
    private final int size;
    private final IntFunction<String> names;
    private final ItemSource<T> source;
    private final Function<List<T>, B> collate;
    private final List<Thread> threads = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition spaceInRing = lock.newCondition();
    private final Condition headReady = lock.newCondition();
    // All below are guarded by the lock. Tickets number the items since the beginning of the first epoch.
    private final List<Outcome<T>> ring;
    private long nextTicket;
    private long headTicket;
    private int[] order = {};
    private long orderEpoch = -1;
    private long step;
    private long skipped;
    private int skippedInARow;
    private LoaderException failure;
    private boolean closed;

    private BatchLoader(
            LoaderConfig config,
            int size,
            IntFunction<String> names,
            ItemSource<T> source,
            Function<List<T>, B> collate) {
        if (size < 1) {
            throw new IllegalArgumentException("Loader: expected at least one image, found a data set of " + size);
        }
        this.config = config;
        this.size = size;
        this.names = names;
        this.source = source;
        this.collate = collate;
        int slots = Math.max(config.workers(), Math.multiplyExact(config.batchSize(), config.queueBatches()));
        ring = new ArrayList<>(Collections.nCopies(slots, null));
        nextTicket = config.firstItem();
        headTicket = config.firstItem();
    }

    /**
     * Starts the threads.
     *
     * @param size number of images
     * @param names name of an image, for messages
     * @param source makes items, from several threads
     * @param collate makes a batch of batchSize items; runs in the thread that calls {@link #next}
     */
    public static <T, B> BatchLoader<T, B> start(
            LoaderConfig config,
            int size,
            IntFunction<String> names,
            ItemSource<T> source,
            Function<List<T>, B> collate) {
        BatchLoader<T, B> loader = new BatchLoader<>(config, size, names, source, collate);
        for (int i = 0; i < config.workers(); i++) {
            Thread thread = new Thread(loader::work, "mrcnn-loader-" + i);
            thread.setDaemon(true);
            loader.threads.add(thread);
        }
        loader.threads.forEach(Thread::start);
        return loader;
    }

    /**
     * The next batch; waits for it where it is not ready.
     *
     * @throws LoaderException when an item could not be made, with the image's name; every later call throws it too
     * @throws IllegalStateException after {@link #close}
     */
    public B next() {
        List<T> items = new ArrayList<>(config.batchSize());
        lock.lock();
        try {
            while (items.size() < config.batchSize()) {
                accept(takeHead(), items);
            }
            step++;
        } finally {
            lock.unlock();
        }
        return collate.apply(items);
    }

    /** How far the stream has been read. */
    public LoaderPosition position() {
        lock.lock();
        try {
            return new LoaderPosition((int) (headTicket / size), step, headTicket);
        } finally {
            lock.unlock();
        }
    }

    /** How many images were left out because they could not be used. */
    public long skipped() {
        lock.lock();
        try {
            return skipped;
        } finally {
            lock.unlock();
        }
    }

    /** Stops the threads and waits until they have ended. */
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
                    interrupted = true; // the promise to leave no thread behind comes first
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome<T> takeHead() {
        int slot = slot(headTicket);
        while (ring.get(slot) == null || closed || failure != null) {
            if (closed) {
                throw new IllegalStateException("This loader is closed; start another one to go on");
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
        headTicket++;
        spaceInRing.signalAll();
        return outcome;
    }

    private void accept(Outcome<T> outcome, List<T> items) {
        Throwable error = outcome.error();
        if (error == null) {
            skippedInARow = 0;
            items.add(outcome.item());
            return;
        }
        boolean badData = error instanceof ImageException || error instanceof BadDataException;
        String where =
                "Image " + names.apply(outcome.index()) + " (index " + outcome.index() + "): " + error.getMessage();
        if (!badData || config.badData() == BadDataPolicy.FAIL || ++skippedInARow >= size) {
            failure = new LoaderException(
                    skippedInARow >= size ? "No image of the data set can be used. Last: " + where : where, error);
            throw failure;
        }
        skipped++;
        LOG.warn("Left out: {}", where);
    }

    private void work() {
        while (true) {
            long ticket;
            int index;
            lock.lock();
            try {
                while (!closed && nextTicket - headTicket >= ring.size()) {
                    spaceInRing.await();
                }
                if (closed) {
                    return;
                }
                ticket = nextTicket++;
                index = indexOf(ticket);
            } catch (InterruptedException e) {
                return; // only close interrupts
            } finally {
                lock.unlock();
            }
            put(ticket, make(index, (int) (ticket / size)));
        }
    }

    private Outcome<T> make(int index, int epoch) {
        try {
            return new Outcome<>(index, source.get(index, epoch, ItemRandom.of(config.seed(), epoch, index)), null);
        } catch (Throwable e) { // also errors: a worker that dies in silence would leave next() waiting for ever
            return new Outcome<>(index, null, e);
        }
    }

    private void put(long ticket, Outcome<T> outcome) {
        lock.lock();
        try {
            ring.set(slot(ticket), outcome);
            if (ticket == headTicket) {
                headReady.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tickets are drawn in order, so the order of one epoch at a time is enough. */
    private int indexOf(long ticket) {
        long epoch = ticket / size;
        if (epoch != orderEpoch) {
            order = Shuffle.permutation(size, ItemRandom.ofOrder(config.seed(), epoch));
            orderEpoch = epoch;
        }
        return order[(int) (ticket % size)];
    }

    private int slot(long ticket) {
        return (int) (ticket % ring.size());
    }

    private record Outcome<T>(int index, T item, Throwable error) {}
}
