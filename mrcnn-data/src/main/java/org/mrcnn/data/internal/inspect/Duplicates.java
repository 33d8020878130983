// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds images that occur more than once, exactly or approximately. */
public final class Duplicates {

    /**
     * Images whose difference hashes differ in at most this many of 64 bits are near duplicates. Unrelated photographs differ
     * in about 32; scaling and recompression change up to 3 or 4.
     */
    public static final int NEAR_BITS = 4;

    /**
     * Images whose difference hashes have fewer falls or rises of brightness than this are too plain to be distinguished, and
     * have no near duplicates.
     */
    static final int LEAST_BITS = 6;

    private Duplicates() {}

    /** Two images that look alike, by index, and the number of bits in which their difference hashes differ. */
    public record Pair(int first, int second, int bits) {}

    /** Returns groups of two or more images with the same pixels, by index, in order of their first image. */
    public static List<List<Integer>> exact(List<ImageHashes> hashes) {
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < hashes.size(); i++) {
            groups.computeIfAbsent(hashes.get(i).exact(), key -> new ArrayList<>())
                    .add(i);
        }
        return groups.values().stream().filter(group -> group.size() > 1).toList();
    }

    /** Returns the pairs of images that differ in at most {@link #NEAR_BITS} bits and are not equal, in order. */
    public static List<Pair> near(List<ImageHashes> hashes) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < hashes.size(); i++) {
            ImageHashes first = hashes.get(i);
            if (isPlain(first.difference())) {
                continue;
            }
            for (int j = i + 1; j < hashes.size(); j++) {
                ImageHashes second = hashes.get(j);
                int bits = Long.bitCount(first.difference() ^ second.difference());
                if (bits <= NEAR_BITS
                        && !isPlain(second.difference())
                        && !first.exact().equals(second.exact())) {
                    pairs.add(new Pair(i, j, bits));
                }
            }
        }
        return pairs;
    }

    private static boolean isPlain(long difference) {
        int falls = Long.bitCount(difference);
        return Math.min(falls, Long.SIZE - falls) < LEAST_BITS;
    }
}
