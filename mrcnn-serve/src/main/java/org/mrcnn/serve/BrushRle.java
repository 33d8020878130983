// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import java.util.ArrayList;
import java.util.List;
import org.mrcnn.data.mask.Rle;

/**
 * Run lengths of Label Studio's brush: the pixels row by row, each four times for red, green, blue and alpha, as runs of one
 * value. The bits, highest first, are: number of values (32); bits per value minus 1 (5); bits of each of four lengths minus 1
 * (4 each); then, per run, 1, the index of the length's size (2), the length minus 1, and the value (8).
 */
final class BrushRle {
    private static final int[] SIZES = {3, 4, 8, 16};
    private static final int LONGEST = 1 << 16;
    private static final int CHANNELS = 4;

    private final List<Integer> bytes = new ArrayList<>();
    private int open;
    private int openBits;

    private BrushRle() {}

    /** Returns the bytes of a mask, each 0 to 255. */
    static List<Integer> of(Rle mask) {
        BrushRle out = new BrushRle();
        byte[] pixels = mask.toMask();
        out.put(CHANNELS * pixels.length, 32);
        out.put(Byte.SIZE - 1, 5);
        for (int size : SIZES) {
            out.put(size - 1, 4);
        }
        int from = 0;
        for (int i = 1; i <= pixels.length; i++) {
            if (i == pixels.length || pixels[i] != pixels[from]) {
                out.run(CHANNELS * (i - from), pixels[from] == 0 ? 0 : 255);
                from = i;
            }
        }
        out.put(0, (Byte.SIZE - out.openBits) % Byte.SIZE);
        return out.bytes;
    }

    private void run(int length, int value) {
        for (int left = length; left > 0; left -= LONGEST) {
            int part = Math.min(left, LONGEST);
            int size = 0;
            while (part > 1 << SIZES[size]) {
                size++;
            }
            put(1, 1);
            put(size, 2);
            put(part - 1, SIZES[size]);
            put(value, Byte.SIZE);
        }
    }

    private void put(int value, int bits) {
        for (int bit = bits - 1; bit >= 0; bit--) {
            open = open << 1 | ((value >> bit) & 1);
            if (++openBits == Byte.SIZE) {
                bytes.add(open);
                open = 0;
                openBits = 0;
            }
        }
    }
}
