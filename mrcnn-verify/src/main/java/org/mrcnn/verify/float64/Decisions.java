// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.float64;

import java.util.Map;

/**
 * Which values pass ReLUs and max pooling. A float32 computation decides differently if two values are closer than its
 * rounding, and a single such decision changes gradients more than all rounding. Therefore the decisions can be taken from the
 * float32 computation: its gradients are then compared with those of exactly the function that it differentiated, and its
 * decisions are compared separately.
 */
public final class Decisions {
    /** Prefix of the layers that are computed for the list of positive RoIs, which a graph pads at the end. */
    private static final String MASK_HEAD = "mrcnn_mask";

    private final Map<String, float[]> activations;
    private int flipped;
    private double farthest;

    /**
     * Uses the decisions of another computation.
     *
     * @param activations its results of ReLUs by name of the variable; without an entry, the values decide
     */
    public Decisions(Map<String, float[]> activations) {
        this.activations = Map.copyOf(activations);
    }

    /** Returns the number of ReLU inputs that the other computation decided differently. */
    public int flipped() {
        return flipped;
    }

    /** Returns the largest such input, as a fraction of the root mean square of the inputs of its layer. */
    public double farthest() {
        return farthest;
    }

    /** Returns whether each value of a layer passes its ReLU. */
    boolean[] passes(String layer, double[] inputs) {
        float[] other = of(layer, inputs.length);
        boolean[] passes = new boolean[inputs.length];
        double squares = 0;
        double largest = 0;
        for (int i = 0; i < inputs.length; i++) {
            passes[i] = other == null ? inputs[i] > 0 : other[i] > 0;
            squares += inputs[i] * inputs[i];
            if (passes[i] != inputs[i] > 0) {
                flipped++;
                largest = Math.max(largest, Math.abs(inputs[i]));
            }
        }
        farthest = Math.max(farthest, squares == 0 ? 0 : largest / Math.sqrt(squares / inputs.length));
        return passes;
    }

    /** Returns whether the value of a layer at {@code a} is larger than the one at {@code b}. */
    boolean larger(String layer, double[] values, int a, int b) {
        float[] other = of(layer, values.length);
        return other == null ? values[a] > values[b] : other[a] > other[b];
    }

    private float[] of(String layer, int length) {
        float[] other = activations.get(layer);
        boolean isPadded = layer.startsWith(MASK_HEAD) && other != null && other.length > length;
        if (other != null && other.length != length && !isPadded) {
            throw new IllegalArgumentException(layer + ": expected " + length + " activations, found " + other.length);
        }
        return other;
    }
}
