// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.Precision;
import org.mrcnn.engine.internal.onednn.ConvolutionShape;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Base class of the ops of a convolution. Stores the settings as integer arguments. */
abstract class ConvolutionOp extends JavaOp {

    ConvolutionOp() {}

    ConvolutionOp(SameDiff sd, Convolution settings, SDVariable... inputs) {
        super(sd, inputs);
        addIArgument(settings.stride(), settings.padding(), settings.residual().scale(), settings.groups());
        addBArgument(settings.relu(), settings.precision() == Precision.BF16);
    }

    /** Returns the settings that the op was created with. */
    public final Convolution settings() {
        return new Convolution(
                intArg(0),
                intArg(1),
                intArg(3),
                boolArg(0),
                Residual.ofScale(intArg(2)),
                boolArg(1) ? Precision.BF16 : Precision.F32);
    }

    final ConvolutionShape shape(OpRun run, int x, int weights) {
        ConvolutionShape.Window window = new ConvolutionShape.Window(intArg(0), intArg(1), intArg(3));
        return ConvolutionShape.of(run.input(x).shape(), run.input(weights).shape(), window, boolArg(1));
    }
}
