// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.List;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.internal.onednn.PixelShuffle;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** [batch, 2 height, 2 width, channels] to [batch * height * width, 4 channels]: a row for every 2x2 pixels. */
public final class PixelUnshuffle extends JavaOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public PixelUnshuffle() {}

    PixelUnshuffle(SameDiff sd, SDVariable image) {
        super(sd, image);
    }

    @Override
    public String opName() {
        return "mrcnn_pixel_unshuffle";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        long[] s = run.input(0).shape();
        return new long[][] {{s[0] * (s[1] / 2) * (s[2] / 2), 4 * s[3]}};
    }

    @Override
    protected void forward(OpRun run) {
        long[] s = run.input(0).shape();
        try (NativeArrays arrays = new NativeArrays(run)) {
            arrays.kernel(new PixelShuffle.Key(s[0], s[1] / 2, s[2] / 2, s[3], true), PixelShuffle::new)
                    .run(arrays.input(0), arrays.output(0));
        }
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        throw new UnsupportedOperationException("second derivatives of a deconvolution are not defined");
    }
}
