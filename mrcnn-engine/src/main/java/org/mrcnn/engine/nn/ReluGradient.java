package org.mrcnn.engine.nn;

import java.util.List;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.mrcnn.engine.onednn.ReluBackward;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Inputs: the output of a ReLU and its gradient. Output: the gradient where the output is positive, 0 elsewhere. */
public final class ReluGradient extends JavaOp {

    /** For the clones that SameDiff makes. */
    public ReluGradient() {}

    ReluGradient(SameDiff sd, SDVariable y, SDVariable gradient) {
        super(sd, y, gradient);
    }

    @Override
    public String opName() {
        return "mrcnn_relu_gradient";
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        return new long[][] {run.input(0).shape()};
    }

    @Override
    protected void forward(OpRun run) {
        try (NativeArrays arrays = new NativeArrays(run)) {
            arrays.kernel(new ReluBackward.Key(run.input(0).length()), ReluBackward::new)
                    .run(arrays.input(0), arrays.input(1), arrays.output(0));
        }
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        throw new UnsupportedOperationException("second derivatives of a ReLU are not defined");
    }
}
