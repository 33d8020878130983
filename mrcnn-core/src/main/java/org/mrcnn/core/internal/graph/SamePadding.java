// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.internal.Parallel;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Adds the zeros of TensorFlow's padding "same" to the input of a 3x3 convolution with stride 2: for even sizes one row and
 * column at the end, for odd sizes one on every side. Symmetric padding would shift maps of even size by a pixel.
 *
 * <p>Input [N, H, W, C], output [N, 2 ceil(H / 2) + 1, 2 ceil(W / 2) + 1, C], for a convolution that adds no padding.
 */
public final class SamePadding extends JavaOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public SamePadding() {}

    private SamePadding(SameDiff sd, SDVariable x) {
        super(sd, x);
    }

    static Features apply(String name, Features x) {
        SDVariable padded = new SamePadding(x.variable().getSameDiff(), x.variable())
                .outputVariable()
                .rename(name);
        return new Features(padded, x.channels());
    }

    @Override
    public String opName() {
        return "mrcnn_same_padding";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        long[] x = run.input(0).shape();
        return new long[][] {{x[0], padded(x[1]), padded(x[2]), x[3]}};
    }

    private static long padded(long size) {
        return (size + 1) / 2 * 2 + 1;
    }

    @Override
    protected void forward(OpRun run) {
        run.output(0).assign(0);
        FloatBuffer x = run.floatBuffer(0);
        FloatBuffer y = run.floatBufferOut(0);
        Rows rows = new Rows(run.input(0).shape());
        Parallel.range(rows.count, (from, to) -> {
            for (int i = from; i < to; i++) {
                y.put(rows.inPadded(i), x, i * rows.length, rows.length);
            }
        });
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        return needsGradient(arg(0))
                ? List.of(new Gradient(sameDiff, arg(0), outputGradients.get(0)).outputVariable())
                : Collections.singletonList(null);
    }

    /** Where the rows of the input lie in the padded array. */
    private static final class Rows {
        private final int count;
        private final int length;
        private final long height;
        private final long width;
        private final long channels;

        Rows(long[] shape) {
            count = Math.toIntExact(shape[0] * shape[1]);
            length = Math.toIntExact(shape[2] * shape[3]);
            height = shape[1];
            width = shape[2];
            channels = shape[3];
        }

        int inPadded(int row) {
            long image = row / height;
            long top = height % 2;
            long left = width % 2;
            long paddedRow = image * padded(height) + top + row % height;
            return Math.toIntExact((paddedRow * padded(width) + left) * channels);
        }
    }

    /** Removes the padding. Inputs are that of the op, for its shape, and the gradient. */
    public static final class Gradient extends JavaOp {

        /** Creates an empty op for the clone that SameDiff makes. */
        public Gradient() {}

        private Gradient(SameDiff sd, SDVariable x, SDVariable gradient) {
            super(sd, x, gradient);
        }

        @Override
        public String opName() {
            return "mrcnn_same_padding_bp";
        }

        @Override
        protected long[][] outputShapes(OpRun run) {
            return new long[][] {run.input(0).shape()};
        }

        @Override
        protected void forward(OpRun run) {
            FloatBuffer gradient = run.floatBuffer(1);
            FloatBuffer out = run.floatBufferOut(0);
            Rows rows = new Rows(run.input(0).shape());
            Parallel.range(rows.count, (from, to) -> {
                for (int i = from; i < to; i++) {
                    out.put(i * rows.length, gradient, rows.inPadded(i), rows.length);
                }
            });
        }

        @Override
        protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
            throw new UnsupportedOperationException("second derivatives of " + opName());
        }
    }
}
