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

/**
 * The gradients of a {@link ClassConvolution} for x, kernel and bias. Reads its inputs and the gradient of its output. If the
 * gradient of x is not needed, it is a single zero.
 */
public final class ClassConvolutionGradient extends JavaOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public ClassConvolutionGradient() {}

    ClassConvolutionGradient(SameDiff sd, boolean needsX, SDVariable... inputs) {
        super(sd, inputs);
        addBArgument(needsX);
    }

    @Override
    public String opName() {
        return "mrcnn_class_convolution_gradient";
    }

    @Override
    public int getNumOutputs() {
        return 3;
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        long[] x = boolArg(0) ? run.input(0).shape() : new long[] {1};
        return new long[][] {x, run.input(1).shape(), run.input(2).shape()};
    }

    @Override
    protected void forward(OpRun run) {
        int[] ids = run.ints(3);
        float[][] ofFilters = new float[ids.length][(int) run.input(0).size(3)];
        double[] ofBias = new double[ids.length];
        ofRegions(run, ofFilters, ofBias);
        if (!boolArg(0)) {
            run.put(0, 0);
        }
        int classes = (int) run.input(1).size(3);
        float[] kernel = new float[(int) run.input(1).length()];
        float[] bias = new float[classes];
        for (int m = 0; m < ids.length; m++) {
            if (ids[m] >= 0) {
                for (int c = 0; c < ofFilters[m].length; c++) {
                    kernel[c * classes + ids[m]] += ofFilters[m][c];
                }
                bias[ids[m]] += (float) ofBias[m];
            }
        }
        run.put(1, kernel);
        run.put(2, bias);
    }

    /** Writes the gradient of x if it is needed, and adds the gradients of each RoI's filter and bias. */
    private void ofRegions(OpRun run, float[][] ofFilters, double[] ofBias) {
        float[][] filters = ClassConvolution.filters(run);
        int pixels = (int) (run.input(0).size(1) * run.input(0).size(2));
        int channels = (int) run.input(0).size(3);
        FloatBuffer x = run.floatBuffer(0);
        FloatBuffer gradient = run.floatBuffer(4);
        FloatBuffer toX = boolArg(0) ? run.floatBufferOut(0) : null;
        Parallel.range(filters.length, (from, to) -> {
            float[] pixel = new float[channels];
            float[] pixelGradient = new float[channels];
            float[] none = new float[channels];
            for (int m = from; m < to; m++) {
                float[] filter = filters[m] == null ? none : filters[m];
                for (int p = 0; p < pixels; p++) {
                    int at = (m * pixels + p) * channels;
                    float g = gradient.get(m * pixels + p);
                    x.get(at, pixel);
                    for (int c = 0; c < channels; c++) {
                        ofFilters[m][c] += g * pixel[c];
                        pixelGradient[c] = g * filter[c];
                    }
                    ofBias[m] += g;
                    if (toX != null) {
                        toX.put(at, pixelGradient);
                    }
                }
            }
        });
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        throw new UnsupportedOperationException("second derivatives of a convolution are not defined");
    }
}
