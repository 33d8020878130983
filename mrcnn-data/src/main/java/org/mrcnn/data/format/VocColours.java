// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.mrcnn.data.image.LabelImage;

/** The colours of the palette of Pascal VOC, with which tools save its masks as RGB images. */
final class VocColours {

    private static final Map<Integer, Integer> INDEX = new HashMap<>();

    static {
        IntStream.range(0, 256).forEach(i -> INDEX.put(colour(i), i));
    }

    private VocColours() {}

    /** The colour of a value, 0xRRGGBB: its bits in turn for red, green and blue, the lowest first in the highest bit. */
    static int colour(int index) {
        int colour = 0;
        for (int bit = 0; bit < 8; bit++) {
            int channel = 16 - 8 * (bit % 3);
            int position = 7 - bit / 3;
            colour |= (index >> bit & 1) << (channel + position);
        }
        return colour;
    }

    /**
     * The values of a mask whose pixels are colours of the palette.
     *
     * @throws IllegalArgumentException naming a colour that is none of the palette
     */
    static int[] values(LabelImage mask) {
        if (!mask.coloured()) {
            return mask.values();
        }
        int[] values = new int[mask.values().length];
        for (int i = 0; i < values.length; i++) {
            Integer index = INDEX.get(mask.values()[i] & 0xffffff);
            if (index == null) {
                throw new IllegalArgumentException("an RGB image with the colour "
                        + String.format("#%06x", mask.values()[i] & 0xffffff) + ", which VOC's palette lacks");
            }
            values[i] = index;
        }
        return values;
    }
}
