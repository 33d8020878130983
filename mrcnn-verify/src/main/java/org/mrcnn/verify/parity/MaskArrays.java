// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.data.internal.npy.Npy;

/** Extracts masks from a three-dimensional array. */
final class MaskArrays {
    private MaskArrays() {}

    /** Returns the masks of [height, width, n], each row-major. */
    static List<byte[]> last(Npy array) {
        byte[] all = array.bytes();
        int n = array.shape()[2];
        List<byte[]> masks = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            byte[] mask = new byte[all.length / n];
            for (int p = 0; p < mask.length; p++) {
                mask[p] = all[p * n + i];
            }
            masks.add(mask);
        }
        return masks;
    }

    /** The inverse of {@link #last}, as integers. */
    static int[] stack(List<byte[]> masks) {
        int n = masks.size();
        int[] all = new int[n == 0 ? 0 : n * masks.get(0).length];
        for (int k = 0; k < all.length; k++) {
            all[k] = masks.get(k % n)[k / n];
        }
        return all;
    }

    /** Returns part {@code i} of equal parts. */
    static float[] part(float[] values, int i, int parts) {
        int length = values.length / parts;
        return Arrays.copyOfRange(values, i * length, (i + 1) * length);
    }
}
