// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.nio.FloatBuffer;
import java.util.List;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.internal.Parallel;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** The gradient of doubling height and width by repeating pixels: sums of 2x2 pixels. */
public final class UpsamplingGradient extends JavaOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public UpsamplingGradient() {}

    UpsamplingGradient(SameDiff sd, SDVariable gradient) {
        super(sd, gradient);
    }

    @Override
    public String opName() {
        return "mrcnn_upsampling_gradient";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        long[] large = run.input(0).shape();
        return new long[][] {{large[0], large[1] / 2, large[2] / 2, large[3]}};
    }

    @Override
    protected void forward(OpRun run) {
        FloatBuffer large = run.floatBuffer(0);
        FloatBuffer small = run.floatBufferOut(0);
        long[] shape = run.output(0).shape();
        int rows = (int) (shape[0] * shape[1]);
        int width = (int) shape[2];
        int channels = (int) shape[3];
        Parallel.range(rows, (from, to) -> {
            for (int row = from; row < to; row++) {
                sumRow(large, small, row, width, channels);
            }
        });
    }

    private static void sumRow(FloatBuffer large, FloatBuffer small, int row, int width, int channels) {
        int lineLength = 2 * width * channels;
        float[] upper = new float[lineLength];
        float[] lower = new float[lineLength];
        float[] sums = new float[width * channels];
        large.get(2 * row * lineLength, upper);
        large.get((2 * row + 1) * lineLength, lower);
        for (int x = 0; x < width; x++) {
            int left = 2 * x * channels;
            int right = left + channels;
            for (int c = 0; c < channels; c++) {
                sums[x * channels + c] = (upper[left + c] + upper[right + c]) + (lower[left + c] + lower[right + c]);
            }
        }
        small.put(row * width * channels, sums);
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        throw new UnsupportedOperationException("second derivatives of upsampling are not defined");
    }
}
