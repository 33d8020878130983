// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.float64;

import java.util.Map;

/**
 * What ReLUs and max pooling let through. A float32 computation decides otherwise where two values are nearer than its
 * rounding, and one such decision moves gradients by more than all rounding does. So decisions can be taken from it: then its
 * gradients are compared with those of the very function that it differentiated, and its decisions by themselves.
 */
public final class Decisions {
    /** Its layers run on the list of positive regions, which a graph pads at the end. */
    private static final String MASK_HEAD = "mrcnn_mask";

    private final Map<String, float[]> activations;
    private int flipped;
    private double farthest;

    /**
     * Takes the decisions of another computation.
     *
     * @param activations its results of ReLUs by the name of the variable; where there are none, values decide
     */
    public Decisions(Map<String, float[]> activations) {
        this.activations = Map.copyOf(activations);
    }

    /** How many ReLUs the other computation decided otherwise. */
    public int flipped() {
        return flipped;
    }

    /** The largest input of such a ReLU, as a share of the root mean square of the inputs of its layer. */
    public double farthest() {
        return farthest;
    }

    /** Whether each value of a layer passes its ReLU. */
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

    /** Whether, of the values of a layer, the one at {@code a} is larger than that at {@code b}. */
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
