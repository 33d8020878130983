// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.rendered;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.data.mask.Rle;

/** Masks of the visible parts of objects if every pixel belongs to at most one object. */
final class OwnerMasks {

    private OwnerMasks() {}

    /**
     * Returns one mask per object, empty if nothing of it is visible.
     *
     * @param owner int[height * width]: index of the object, or -1
     */
    static List<Rle> of(int[] owner, int objects, int height, int width) {
        List<Rle> masks = new ArrayList<>(objects);
        byte[] mask = new byte[owner.length];
        for (int object = 0; object < objects; object++) {
            Arrays.fill(mask, (byte) 0);
            for (int i = 0; i < owner.length; i++) {
                if (owner[i] == object) {
                    mask[i] = 1;
                }
            }
            masks.add(Rle.of(mask, height, width));
        }
        return masks;
    }
}
