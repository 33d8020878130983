// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.mask;

import java.util.ArrayList;
import java.util.List;
import org.mrcnn.data.internal.RunBuilder;

/** Masks of several instances in one array of height x width x instances, the layout used by NumPy code. */
final class InstanceStack {

    private InstanceStack() {}

    /** See {@link Rle#ofInstances(boolean[][][])}. */
    static List<Rle> encode(boolean[][][] masks) {
        int height = masks.length;
        int width = height == 0 ? 0 : masks[0].length;
        int instances = width == 0 ? 0 : masks[0][0].length;
        RunBuilder.requireSize(height, width);
        byte[] flat = new byte[Math.multiplyExact(height * width, instances)];
        for (int y = 0, at = 0; y < height; y++) {
            requireLength("row " + y, masks[y].length, width);
            for (int x = 0; x < width; x++) {
                requireLength("row " + y + ", column " + x, masks[y][x].length, instances);
                for (int i = 0; i < instances; i++) {
                    flat[at++] = (byte) (masks[y][x][i] ? 1 : 0);
                }
            }
        }
        return encode(flat, height, width, instances);
    }

    private static void requireLength(String where, int found, int expected) {
        if (found != expected) {
            throw new IllegalArgumentException("masks of height x width x instances: " + where + ": expected "
                    + expected + " as in the first, found " + found);
        }
    }

    /** See {@link Rle#ofInstances(byte[], int, int, int)}. */
    static List<Rle> encode(byte[] masks, int height, int width, int instances) {
        RunBuilder.requireSize(height, width);
        if (instances < 0 || masks.length != (long) height * width * instances) {
            throw new IllegalArgumentException("masks of height x width x instances: expected " + height + "*" + width
                    + "*" + instances + " values, found " + masks.length);
        }
        List<Rle> encoded = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            RunBuilder runs = new RunBuilder();
            for (int x = 0; x < width; x++) {
                for (int y = 0; y < height; y++) {
                    runs.add(masks[(y * width + x) * instances + i] != 0, 1);
                }
            }
            encoded.add(new Rle(height, width, runs.build()));
        }
        return encoded;
    }
}
