// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.mask;

import java.util.Locale;

/**
 * The counts string of COCO: each run, from the fourth on as the difference from the run two before, in groups of 5 bits,
 * lowest first; bit 5 indicates that more groups follow, bit 4 of the last group is the sign; characters start at '0'.
 */
final class RleText {
    private static final int FIRST_CHARACTER = 48;
    private static final int LAST_CHARACTER = 111;
    /** Maximum number of groups for a difference of two ints: 33 bits in groups of 5. */
    private static final int MAX_GROUPS = 7;

    private RleText() {}

    static String write(int[] counts) {
        StringBuilder text = new StringBuilder(counts.length * 2);
        for (int i = 0; i < counts.length; i++) {
            long rest = i > 2 ? (long) counts[i] - counts[i - 2] : counts[i];
            boolean more = true;
            while (more) {
                int group = (int) (rest & 0x1f);
                rest >>= 5;
                more = (group & 0x10) != 0 ? rest != -1 : rest != 0;
                text.append((char) ((more ? group | 0x20 : group) + FIRST_CHARACTER));
            }
        }
        return text.toString();
    }

    static int[] read(String text) {
        int[] counts = new int[ends(text)];
        int runs = 0;
        int position = 0;
        while (position < text.length()) {
            int start = position;
            long value = 0;
            int group;
            do {
                if (position == text.length() || position - start == MAX_GROUPS) {
                    throw new IllegalArgumentException("RLE counts string: the run that starts at position " + start
                            + (position == text.length() ? " is cut off" : " has more than 7 characters")
                            + "; check that the string was stored whole");
                }
                group = group(text, position);
                value |= (long) (group & 0x1f) << (5 * (position - start));
                position++;
            } while ((group & 0x20) != 0);
            if ((group & 0x10) != 0) {
                value |= -1L << (5 * (position - start));
            }
            counts[runs] = count(runs > 2 ? value + counts[runs - 2] : value, start);
            runs++;
        }
        return counts;
    }

    /** Returns the number of characters that end a run, which is the number of runs if the text is complete. */
    private static int ends(String text) {
        int ends = 0;
        for (int i = 0; i < text.length(); i++) {
            ends += (text.charAt(i) - FIRST_CHARACTER & 0x20) == 0 ? 1 : 0;
        }
        return ends;
    }

    private static int group(String text, int position) {
        char c = text.charAt(position);
        if (c < FIRST_CHARACTER || c > LAST_CHARACTER) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "RLE counts string: character U+%04X at position %d, expected '0' (U+0030) to 'o' (U+006F);"
                            + " check that this is a compressed COCO RLE",
                    (int) c,
                    position));
        }
        return c - FIRST_CHARACTER;
    }

    private static int count(long value, int start) {
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("RLE counts string: the run that starts at position " + start
                    + " has length " + value + ", expected 0 to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }
}
