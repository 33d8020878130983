// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Concatenates the outputs of the region proposal network at each level, [N, H, W, K * last], to one list of anchors [N, A,
 * last], in the order of the anchors: level, y, x, ratio.
 */
public final class ConcatLevels extends JavaOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public ConcatLevels() {}

    private ConcatLevels(SameDiff sd, int last, List<SDVariable> levels) {
        super(sd, levels.toArray(SDVariable[]::new));
        addIArgument(last);
    }

    static SDVariable apply(SameDiff sd, String name, int last, List<SDVariable> levels) {
        return new ConcatLevels(sd, last, levels).outputVariable().rename(name);
    }

    /** Returns the number of values per anchor. */
    public int last() {
        return intArg(0);
    }

    @Override
    public String opName() {
        return "mrcnn_concat_levels";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        long batch = run.input(0).size(0);
        long total = 0;
        for (int i = 0; i < run.inputs(); i++) {
            total += run.input(i).length();
        }
        return new long[][] {{batch, total / batch / last(), last()}};
    }

    @Override
    protected void forward(OpRun run) {
        FloatBuffer out = run.floatBufferOut(0);
        int batch = (int) run.input(0).size(0);
        int row = out.capacity() / batch;
        int start = 0;
        for (int i = 0; i < run.inputs(); i++) {
            FloatBuffer in = run.floatBuffer(i);
            int part = in.capacity() / batch;
            for (int n = 0; n < batch; n++) {
                out.put(n * row + start, in, n * part, part);
            }
            start += part;
        }
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        List<SDVariable> inputs = new ArrayList<>(List.of(args()));
        inputs.add(outputGradients.get(0));
        return List.of(new Split(sameDiff, inputs).outputVariables());
    }

    /** Splits the gradient of the list into those of the levels. Inputs are the levels, for their shapes, and the gradient. */
    public static final class Split extends JavaOp {

        /** Creates an empty op for the clone that SameDiff makes. */
        public Split() {}

        private Split(SameDiff sd, List<SDVariable> levelsAndGradient) {
            super(sd, levelsAndGradient.toArray(SDVariable[]::new));
        }

        @Override
        public String opName() {
            return "mrcnn_concat_levels_bp";
        }

        @Override
        public int getNumOutputs() {
            return args().length - 1;
        }

        @Override
        protected long[][] outputShapes(OpRun run) {
            long[][] shapes = new long[run.inputs() - 1][];
            for (int i = 0; i < shapes.length; i++) {
                shapes[i] = run.input(i).shape();
            }
            return shapes;
        }

        @Override
        protected void forward(OpRun run) {
            int levels = run.inputs() - 1;
            FloatBuffer gradient = run.floatBuffer(levels);
            int batch = (int) run.input(levels).size(0);
            int row = gradient.capacity() / batch;
            int start = 0;
            for (int i = 0; i < levels; i++) {
                FloatBuffer out = run.floatBufferOut(i);
                int part = out.capacity() / batch;
                for (int n = 0; n < batch; n++) {
                    out.put(n * part, gradient, n * row + start, part);
                }
                start += part;
            }
        }

        @Override
        protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
            throw new UnsupportedOperationException("second derivatives of " + opName());
        }
    }
}
