// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.Objects;
import org.mrcnn.engine.Precision;

/**
 * Settings of a {@link FusedConvolution}.
 *
 * @param stride stride of rows and columns, at least 1
 * @param padding pixels of zeros added on each of the four sides
 * @param groups number of equal parts, at least 1, into which input and output channels are divided; each part is convolved
 *     separately. The number of channels gives a depthwise convolution
 * @param relu whether a ReLU follows
 * @param residual what is added before the ReLU
 * @param precision number format of the products; F32 is used if the machine does not support it
 */
public record Convolution(int stride, int padding, int groups, boolean relu, Residual residual, Precision precision) {

    public Convolution {
        if (stride < 1 || padding < 0 || groups < 1) {
            throw new IllegalArgumentException(
                    "a convolution: expected stride >= 1, padding >= 0 and groups >= 1, found " + stride + ", "
                            + padding + " and " + groups);
        }
        Objects.requireNonNull(residual, "residual");
        Objects.requireNonNull(precision, "precision");
    }

    /** Stride 1, no padding, one group, no ReLU, no residual, F32. */
    public static Convolution plain() {
        return new Convolution(1, 0, 1, false, Residual.NONE, Precision.F32);
    }

    public Convolution withStride(int newStride) {
        return new Convolution(newStride, padding, groups, relu, residual, precision);
    }

    public Convolution withPadding(int newPadding) {
        return new Convolution(stride, newPadding, groups, relu, residual, precision);
    }

    public Convolution withGroups(int newGroups) {
        return new Convolution(stride, padding, newGroups, relu, residual, precision);
    }

    public Convolution withRelu(boolean newRelu) {
        return new Convolution(stride, padding, groups, newRelu, residual, precision);
    }

    public Convolution withResidual(Residual newResidual) {
        return new Convolution(stride, padding, groups, relu, newResidual, precision);
    }

    public Convolution withPrecision(Precision newPrecision) {
        return new Convolution(stride, padding, groups, relu, residual, newPrecision);
    }
}
