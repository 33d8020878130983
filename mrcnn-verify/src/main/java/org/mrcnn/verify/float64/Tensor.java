// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.float64;

import java.util.Arrays;

/** Row-major values, and the gradient of the loss with respect to them, which is allocated on first use. */
final class Tensor {
    private final int[] shape;
    private final double[] values;
    /** One gradient, which is shared with the same values in other shapes. */
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

    /** Returns a tensor that uses this array without copying it. */
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

    /** Returns the same values in another shape; both share their memory. */
    Tensor as(int... other) {
        return new Tensor(other, values, gradient);
    }
}
