// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.names;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The names of a weight here and in PyTorch.
 *
 * @param ours our name, such as {@code conv1/kernel}
 * @param theirs PyTorch's name, such as {@code backbone.body.conv1.weight}
 */
public record WeightName(String ours, String theirs, Layout layout, Order order) {

    /**
     * Returns the shape here of an array with this shape in PyTorch; null if it does not match the layer.
     *
     * @param channels number of channels of the pyramid
     */
    public long[] shape(long[] theirs, long channels) {
        long[] seen = seen(theirs, channels);
        if (seen == null) {
            return null;
        }
        long[] here = seen.clone();
        if (order != Order.BGR) {
            here[0] = order.sources((int) seen[0]).length;
        }
        return layout.ours(here);
    }

    private long[] seen(long[] theirs, long channels) {
        boolean suits = theirs.length == layout.rankThere()
                && Arrays.stream(theirs).allMatch(side -> side > 0)
                && (order == Order.BGR || order.suits((int) theirs[0]));
        return suits ? layout.seen(theirs, channels) : null;
    }

    /** Copies the values of an array in PyTorch, whose shape must match, to their positions here. */
    public void transfer(float[] from, long[] theirs, long channels, FloatBuffer to) {
        long[] seen = seen(theirs, channels);
        int[] rows = (order == Order.BGR ? Order.SAME : order).sources((int) seen[0]);
        int[] columns = (order == Order.BGR ? order : Order.SAME).sources((int) seen[1]);
        int area = (int) (seen[2] * seen[3]);
        for (int cell = 0; cell < area; cell++) {
            for (int column : columns) {
                for (int row : rows) {
                    to.put(row < 0 ? 0 : from[(row * columns.length + column) * area + cell]);
                }
            }
        }
    }

    /** Returns the shape in PyTorch of an array with this shape here. */
    public long[] shapeBack(long[] ours) {
        return layout.theirs(ours);
    }

    /** Reverses {@link #transfer} for an array with this shape here. The order must be its own inverse. */
    public float[] transferBack(FloatBuffer from, long[] ours) {
        float[] to = new float[from.remaining()];
        long[] seen = layout.seen(layout.theirs(ours), ours.length > 2 ? ours[2] : 1);
        int[] rows = order.sources((int) seen[0]);
        int columns = (int) seen[1];
        int area = (int) (seen[2] * seen[3]);
        for (int cell = 0; cell < area; cell++) {
            for (int column = 0; column < columns; column++) {
                for (int row : rows) {
                    to[(row * columns + column) * area + cell] = from.get();
                }
            }
        }
        return to;
    }
}
