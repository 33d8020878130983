// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import java.util.List;

/**
 * How far a loader has been read. {@link LoaderSettings#startingAt} continues from there with exactly the same batches, if
 * data, seed and order settings are the same.
 *
 * @param epoch number of complete passes over the data
 * @param step number of batches returned
 * @param items number of items used since the beginning of the first epoch, including skipped and waiting ones
 * @param waiting numbers of those items that wait for others of their group, ascending; empty without groups
 */
public record LoaderPosition(int epoch, long step, long items, List<Long> waiting) {

    /** The beginning of the first epoch. */
    public static final LoaderPosition START = new LoaderPosition(0, 0, 0, List.of());

    /** More items than any run reads. */
    private static final long MAX_ITEMS = 1_000_000_000_000_000L;

    /** Checks the numbers. */
    public LoaderPosition {
        waiting = List.copyOf(waiting);
        long last = -1;
        for (long item : waiting) {
            if (item <= last || item >= items) {
                throw new IllegalArgumentException("Loader position: expected waiting items in ascending order below "
                        + items + ", found " + waiting);
            }
            last = item;
        }
        if (epoch < 0 || step < 0 || items < 0 || items > MAX_ITEMS) {
            throw new IllegalArgumentException("Loader position: expected epoch, step and items of at least 0, and at"
                    + " most " + MAX_ITEMS + " items, found " + epoch + ", " + step + " and " + items);
        }
        if (epoch > items || step > items) {
            throw new IllegalArgumentException("Loader position: expected an item or more per epoch and per step,"
                    + " found " + epoch + " epochs, " + step + " steps and " + items + " items");
        }
    }
}
