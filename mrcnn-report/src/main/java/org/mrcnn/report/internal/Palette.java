// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal;

import java.awt.Color;
import java.util.List;
import org.mrcnn.data.mask.Rle;

/**
 * Colours that are visible on light and dark photographs and differ from each other, also for readers with red-green or
 * blue-yellow colour blindness. See PaletteTest.
 */
public final class Palette {
    private static final int[] COLOURS = {
        0xFF3D71, 0x00C2FF, 0xFFC21A, 0x7A2EF7, 0xC0E589, 0x007A1A, 0xEB66AB, 0x4D7FF1, 0xA03FA4, 0xFF1235
    };

    private Palette() {}

    static int size() {
        return COLOURS.length;
    }

    /** Returns the colour of a class, which is the same in every image. */
    public static Color ofClass(int classId) {
        return new Color(COLOURS[Math.floorMod(classId - 1, COLOURS.length)]);
    }

    /** Returns one colour per object, so that objects of the same colour are far apart. */
    public static Color[] ofObjects(List<Rle> masks) {
        int n = masks.size();
        double[][] centres = new double[n][];
        int[] chosen = new int[n];
        Color[] colours = new Color[n];
        for (int i = 0; i < n; i++) {
            float[] box = masks.get(i).bounds();
            centres[i] = new double[] {(box[0] + box[2]) / 2, (box[1] + box[3]) / 2};
            chosen[i] = farthest(centres, chosen, i);
            colours[i] = new Color(COLOURS[chosen[i]]);
        }
        return colours;
    }

    /** Returns dark or white, whichever is easier to read on a colour. */
    public static Color textOn(Color colour) {
        double luminance = 0.299 * colour.getRed() + 0.587 * colour.getGreen() + 0.114 * colour.getBlue();
        return luminance > 130 ? new Color(0x14171C) : Color.WHITE;
    }

    private static int farthest(double[][] centres, int[] chosen, int i) {
        int best = 0;
        double bestDistance = -1;
        for (int colour = 0; colour < COLOURS.length; colour++) {
            double nearest = Double.MAX_VALUE;
            for (int j = 0; j < i; j++) {
                if (chosen[j] == colour) {
                    double dy = centres[i][0] - centres[j][0];
                    double dx = centres[i][1] - centres[j][1];
                    nearest = Math.min(nearest, dy * dy + dx * dx);
                }
            }
            if (nearest > bestDistance) {
                bestDistance = nearest;
                best = colour;
            }
        }
        return best;
    }
}
