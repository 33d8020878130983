// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.detect;

import java.util.List;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** y = x, but for images with more than 64 rows it throws an Error as if memory had run out, like JavaCPP. */
public final class TallImagesFail extends JavaOp {

    public TallImagesFail() {}

    TallImagesFail(SameDiff sd, SDVariable x) {
        super(sd, x);
    }

    @Override
    public String opName() {
        return "mrcnn_test_tall_images_fail";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {run.input(0).shape()};
    }

    @Override
    protected void forward(OpRun run) {
        if (run.input(0).size(1) > 64) {
            throw new OutOfMemoryError("Physical memory usage is too high: made up by a test");
        }
        run.put(0, run.floats(0));
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        return outputGradients;
    }
}
