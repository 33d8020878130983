// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.mrcnn.data.internal.Shuffle;

/**
 * The order of images. Tickets number the items from the beginning of the first epoch; the meaning of a ticket depends only on
 * the seed. Only moves forward; not thread-safe.
 */
final class ItemOrder {

    private static final int MAX_EPOCHS = 1_000_000_000;

    /** Limit for resuming: with repeat factors, each epoch before the one to resume in is sampled again. */
    private static final long MAX_REPEATED = 1_000_000_000;

    private final long seed;
    private final int size;
    private final double[] repeats;
    private int epoch;
    private long firstTicket;
    /** The items of this epoch, not in order: index + size * (number of earlier occurrences). */
    private long[] items;
    /** Shuffled positions in {@link #items}; null until needed. */
    private int[] order;

    /** @param repeats see {@link BatchSource#repeats} */
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
     * The meaning of a ticket.
     *
     * @param index index of the image
     * @param key distinguishes the items of an epoch; equal to the index for the first occurrence of an image
     * @param endsEpoch whether it is the last item of its epoch
     */
    record Place(int index, int epoch, long key, boolean endsEpoch) {}

    /**
     * Rejects a position that no run over this data reaches, for which a search would not end.
     *
     * @throws IllegalArgumentException if the position does not fit; the message has the numbers
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

    /** Returns the place of a ticket in the epoch of the previous ticket, or a later one. */
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

    /** Skips epochs. Epochs of equal length need not be generated one by one. */
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
