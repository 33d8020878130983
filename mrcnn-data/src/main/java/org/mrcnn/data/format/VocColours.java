// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.mrcnn.data.image.LabelImage;

/** The colours of the palette of Pascal VOC, which tools use to save its masks as RGB images. */
final class VocColours {

    private static final Map<Integer, Integer> INDEX = new HashMap<>();

    static {
        IntStream.range(0, 256).forEach(i -> INDEX.put(colour(i), i));
    }

    private VocColours() {}

    /**
     * Returns the colour of a value, 0xRRGGBB: its bits are assigned to red, green and blue in turn, the lowest bits becoming
     * the highest bits of the channels.
     */
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
     * Returns the values of a mask whose pixels are colours of the palette.
     *
     * @throws IllegalArgumentException if a colour is not in the palette; the message names it
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
