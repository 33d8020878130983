// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.mrcnn.data.internal.Shuffle;

/**
 * Which image comes when. Tickets number the items since the beginning of the first epoch; what a ticket stands for depends
 * on the seed alone. Goes forward only; not thread-safe.
 */
final class ItemOrder {

    private static final int MAX_EPOCHS = 1_000_000_000;

    /** With repeat factors, each epoch before the one to resume in is sampled again. */
    private static final long MAX_REPEATED = 1_000_000_000;

    private final long seed;
    private final int size;
    private final double[] repeats;
    private int epoch;
    private long firstTicket;
    /** What comes in this epoch, not in order: index + size * (number of times it came before). */
    private long[] items;
    /** Positions in {@link #items}, shuffled; null until asked for. */
    private int[] order;

    /**
     * @param repeats as {@link BatchSource#repeats}
     */
    ItemOrder(long seed, int size, double[] repeats) {
        if (repeats.length != 0 && repeats.length != size) {
            throw new IllegalArgumentException("Loader: expected one repeat factor per image, found " + repeats.length
                    + " for " + size + " images");
        }
        for (int i = 0; i < repeats.length; i++) {
            if (!(repeats[i] >= 1) || Double.isInfinite(repeats[i])) {
                throw new IllegalArgumentException(
                        "Loader: expected repeat factors of at least 1, found " + repeats[i] + " for image " + i);
            }
        }
        this.seed = seed;
        this.size = size;
        this.repeats = repeats.clone();
        items = sample();
    }

    /**
     * What a ticket stands for.
     *
     * @param index of the image
     * @param key tells items of one epoch apart, equal to the index where the image comes for the first time
     * @param endsEpoch whether it is the last of its epoch
     */
    record Place(int index, int epoch, long key, boolean endsEpoch) {}

    /**
     * Refuses a position that no run over this data comes to, which would be looked for without end.
     *
     * @throws IllegalArgumentException with the numbers that do not fit
     */
    void check(LoaderPosition start) {
        long least = repeats.length == 0
                ? size
                : (long) Arrays.stream(repeats).map(Math::floor).sum();
        long most = repeats.length == 0
                ? size
                : (long) Arrays.stream(repeats).map(Math::ceil).sum();
        long epochs = start.epoch();
        boolean fits = (epochs - 1) * least <= start.items() && start.items() <= (epochs + 2) * most;
        boolean likely = epochs <= MAX_EPOCHS && (repeats.length == 0 || start.items() <= MAX_REPEATED);
        if (!fits || !likely) {
            throw new IllegalArgumentException("Loader position: expected " + least + " to " + most
                    + " items in each epoch, found " + start.items() + " items and " + epochs
                    + " whole epochs; the checkpoint is damaged, or of other data");
        }
    }

    /** The place of a ticket of the epoch of the ticket before, or of a later one. */
    Place at(long ticket) {
        if (repeats.length == 0 && ticket - firstTicket >= items.length) {
            skip(Math.toIntExact((ticket - firstTicket) / items.length));
        }
        while (ticket - firstTicket >= items.length) {
            skip(1);
            items = sample();
        }
        if (order == null) {
            order = Shuffle.permutation(items.length, ItemRandom.ofOrder(seed, epoch));
        }
        int position = (int) (ticket - firstTicket);
        long key = items[order[position]];
        return new Place((int) (key % size), epoch, key, position == items.length - 1);
    }

    /** Epochs of equal length need not be looked at one by one. */
    private void skip(int epochs) {
        firstTicket += (long) epochs * items.length;
        epoch = Math.addExact(epoch, epochs);
        order = null;
    }

    private long[] sample() {
        int[] counts = new int[size];
        RandomGenerator random = ItemRandom.ofRepeats(seed, epoch);
        int sum = 0;
        for (int i = 0; i < size; i++) {
            double factor = repeats.length == 0 ? 1 : repeats[i];
            int whole = (int) factor;
            counts[i] = whole + (factor > whole && random.nextDouble() < factor - whole ? 1 : 0);
            sum = Math.addExact(sum, counts[i]);
        }
        long[] sampled = new long[sum];
        int next = 0;
        for (int i = 0; i < size; i++) {
            for (long time = 0; time < counts[i]; time++) {
                sampled[next++] = i + time * size;
            }
        }
        return sampled;
    }
}
