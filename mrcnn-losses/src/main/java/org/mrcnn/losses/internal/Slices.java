// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.losses.internal;

import java.nio.FloatBuffer;
import org.mrcnn.engine.OpRun;

/**
 * The elements of an array that a loss reads: slices of equal length with a common stride. A loss that reads few elements of a
 * large array works on the compact copy that {@link #read} creates.
 */
public final class Slices {

    private final int[] starts;
    private final int width;
    private final int stride;

    /**
     * @param starts index of the first element of each slice
     * @param width number of elements of a slice
     * @param stride distance of neighbouring elements of a slice
     */
    public Slices(int[] starts, int width, int stride) {
        this.starts = starts.clone();
        this.width = width;
        this.stride = stride;
    }

    /** Returns slices without gaps: row {@code rows[i]} of a matrix with {@code width} columns. */
    public static Slices ofRows(int[] rows, int width) {
        int[] starts = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            starts[i] = Math.multiplyExact(rows[i], width);
        }
        return new Slices(starts, width, 1);
    }

    /** Returns the elements, slice by slice. */
    public float[] read(FloatBuffer from) {
        float[] values = new float[starts.length * width];
        int next = 0;
        for (int start : starts) {
            for (int i = 0, at = start; i < width; i++, at += stride) {
                values[next++] = from.get(at);
            }
        }
        return values;
    }

    /** Writes values in the order of {@link #read} to output 0 of an op, which becomes zero elsewhere. */
    public void write(float[] values, OpRun run) {
        run.output(0).assign(0);
        write(values, run.floatBufferOut(0));
    }

    /** Writes values in the order of {@link #read} to their positions; other elements do not change. */
    public void write(float[] values, FloatBuffer to) {
        if (values.length != starts.length * width) {
            throw new IllegalArgumentException("expected " + starts.length + " slices of " + width + " values, found "
                    + values.length + " values");
        }
        int next = 0;
        for (int start : starts) {
            for (int i = 0, at = start; i < width; i++, at += stride) {
                to.put(at, values[next++]);
            }
        }
    }
}
