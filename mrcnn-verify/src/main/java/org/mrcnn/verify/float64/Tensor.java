// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.float64;

import java.util.Arrays;

/** Values, row-major, and the gradient of the loss with respect to them, which takes memory from its first use. */
final class Tensor {
    private final int[] shape;
    private final double[] values;
    /** Of one gradient, shared with the same values in other shapes. */
    private final double[][] gradient;

    private Tensor(int[] shape, double[] values, double[][] gradient) {
        this.shape = shape.clone();
        this.values = values;
        this.gradient = gradient;
    }

    static Tensor of(int... shape) {
        long length = Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b);
        return of(new double[Math.toIntExact(length)], shape);
    }

    /** A tensor of these values, not a copy. */
    static Tensor of(double[] values, int... shape) {
        return new Tensor(shape, values, new double[1][]);
    }

    static Tensor of(float[] values, int... shape) {
        Tensor tensor = of(shape);
        if (values.length != tensor.values.length) {
            throw new IllegalArgumentException("A tensor of shape " + Arrays.toString(shape) + ": expected "
                    + tensor.values.length + " values, found " + values.length);
        }
        Arrays.setAll(tensor.values, i -> values[i]);
        return tensor;
    }

    int[] shape() {
        return shape.clone();
    }

    int size(int dimension) {
        return shape[dimension];
    }

    double[] values() {
        return values;
    }

    double[] gradient() {
        if (gradient[0] == null) {
            gradient[0] = new double[values.length];
        }
        return gradient[0];
    }

    /** The same values in another shape: what is written to one is written to the other. */
    Tensor as(int... other) {
        return new Tensor(other, values, gradient);
    }
}
