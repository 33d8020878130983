// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.internal.Parallel;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A 1x1 convolution with a filter per class, of which only the filter of each RoI's own class is applied: the others, 80 of 81
 * for COCO, are not computed. The result is 0 for RoIs without a class (ids below 0).
 *
 * <p>Inputs: x [M, height, width, C], kernel [1, 1, C, classes], bias [classes], class ids of an integer type [M]. Output:
 * [M, height, width].
 */
public final class ClassConvolution extends JavaOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public ClassConvolution() {}

    private ClassConvolution(SameDiff sd, SDVariable... inputs) {
        super(sd, inputs);
    }

    /** Adds the layer to the graph; the result has the given name. */
    public static SDVariable apply(String name, SDVariable x, LayerWeights weights, SDVariable classIds) {
        return new ClassConvolution(x.getSameDiff(), x, weights.kernel(), weights.bias(), classIds)
                .outputVariable()
                .rename(name);
    }

    @Override
    public String opName() {
        return "mrcnn_class_convolution";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        long[] x = run.input(0).shape();
        long[] kernel = run.input(1).shape();
        boolean fits = x.length == 4
                && kernel.length == 4
                && kernel[0] == 1
                && kernel[1] == 1
                && kernel[2] == x[3]
                && run.input(2).length() == kernel[3]
                && run.input(3).length() == x[0];
        if (!fits) {
            throw new IllegalArgumentException("class convolution " + outputVariablesNames()[0]
                    + ": expected x [M, height, width, C], kernel [1, 1, C, classes], bias [classes] and class ids [M],"
                    + " found " + Arrays.toString(x) + ", " + Arrays.toString(kernel) + ", "
                    + Arrays.toString(run.input(2).shape()) + " and "
                    + Arrays.toString(run.input(3).shape()));
        }
        return new long[][] {{x[0], x[1], x[2]}};
    }

    /** Returns the filters of the RoIs: [M][C], null for a RoI without a class. */
    static float[][] filters(OpRun run) {
        int[] ids = run.ints(3);
        int channels = (int) run.input(1).size(2);
        int classes = (int) run.input(1).size(3);
        FloatBuffer kernel = run.floatBuffer(1);
        float[][] filters = new float[ids.length][];
        for (int m = 0; m < ids.length; m++) {
            if (ids[m] >= classes) {
                throw new IllegalArgumentException("expected class ids below " + classes
                        + ", the number of classes, found " + ids[m] + " for region " + m);
            }
            if (ids[m] >= 0) {
                filters[m] = new float[channels];
                for (int c = 0; c < channels; c++) {
                    filters[m][c] = kernel.get(c * classes + ids[m]);
                }
            }
        }
        return filters;
    }

    @Override
    protected int[] rowInputs() {
        return new int[] {0, 3};
    }

    @Override
    protected void forward(OpRun run) {
        float[][] filters = filters(run);
        float[] bias = run.floats(2);
        int[] ids = run.ints(3);
        int pixels = (int) (run.input(0).size(1) * run.input(0).size(2));
        int channels = (int) run.input(0).size(3);
        FloatBuffer x = run.floatBuffer(0);
        FloatBuffer y = run.floatBufferOut(0);
        Parallel.range(ids.length, (from, to) -> {
            float[] pixel = new float[channels];
            float[] result = new float[pixels];
            for (int m = from; m < to; m++) {
                for (int p = 0; p < pixels; p++) {
                    result[p] = 0;
                    if (filters[m] != null) {
                        x.get((m * pixels + p) * channels, pixel);
                        result[p] = bias[ids[m]] + dot(pixel, filters[m]);
                    }
                }
                y.put(m * pixels, result);
            }
        });
    }

    /** Uses four sums, because additions to a single sum would wait for each other. */
    private static float dot(float[] a, float[] b) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        SDVariable[] results = new SDVariable[4];
        boolean x = needsGradient(arg(0));
        if (x || needsGradient(arg(1)) || needsGradient(arg(2))) {
            SDVariable[] g = new ClassConvolutionGradient(
                            getSameDiff(), x, arg(0), arg(1), arg(2), arg(3), outputGradients.get(0))
                    .outputVariables();
            for (int i = 0; i < g.length; i++) {
                results[i] = needsGradient(arg(i)) ? g[i] : null;
            }
        }
        return Arrays.asList(results);
    }
}
