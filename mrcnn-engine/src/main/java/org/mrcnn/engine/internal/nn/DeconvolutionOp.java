// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.Arrays;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.Precision;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Base class of the ops of a 2x2 deconvolution. Stores the settings as boolean arguments, and determines the sizes. */
abstract class DeconvolutionOp extends JavaOp {

    /** Sizes for x [batch, height, width, in] and weights [2, 2, out, in]. */
    record Sizes(long batch, long height, long width, long in, long out) {

        static Sizes of(long[] x, long[] weights) {
            if (x.length != 4 || weights.length != 4 || weights[0] != 2 || weights[1] != 2 || x[3] != weights[3]) {
                throw new IllegalArgumentException("2x2 deconvolution: expected x [batch, height, width, in] and"
                        + " weights [2, 2, out, in], found " + Arrays.toString(x) + " and "
                        + Arrays.toString(weights));
            }
            return new Sizes(x[0], x[1], x[2], x[3], weights[2]);
        }

        long pixels() {
            return batch * height * width;
        }
    }

    DeconvolutionOp() {}

    DeconvolutionOp(SameDiff sd, boolean relu, Precision precision, SDVariable... inputs) {
        super(sd, inputs);
        addBArgument(relu, precision == Precision.BF16);
    }

    /** Returns whether a ReLU sets negative results to 0. */
    public final boolean relu() {
        return boolArg(0);
    }

    final boolean bf16() {
        return boolArg(1);
    }

    final Precision precision() {
        return bf16() ? Precision.BF16 : Precision.F32;
    }
}
