package org.mrcnn.engine.nn;

import java.util.List;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The gradients of {@link BatchNorm} for x, gamma and beta. Reads x, gamma, batch mean, batch variance, y, and the gradient
 * of y. If nobody asked for the gradient of x, it is a single zero.
 */
public final class BatchNormGradient extends JavaOp {

    /** For SameDiff, which clones ops. */
    public BatchNormGradient() {}

    BatchNormGradient(SameDiff sd, double epsilon, boolean relu, boolean needsX, SDVariable... inputs) {
        super(sd, inputs);
        addTArgument(epsilon);
        addBArgument(relu, needsX);
    }

    @Override
    public String opName() {
        return "mrcnn_batch_norm_gradient";
    }

    @Override
    public int getNumOutputs() {
        return 3;
    }

    @Override
    protected long[][] outputShapes(OpRun run) {
        long[] channels = run.input(1).shape();
        return new long[][] {boolArg(1) ? run.input(0).shape() : new long[] {1}, channels, channels};
    }

    @Override
    protected void forward(OpRun run) {
        BatchNormBackward backward = new BatchNormBackward(
                new BatchNormKernels(run.floats(1).length, run.input(0).length()),
                new BatchNormKernels.Statistics(run.floats(2), run.floats(3)),
                doubleArg(0),
                run.floatBuffer(0),
                boolArg(0) ? run.floatBuffer(4) : null,
                run.floatBuffer(5));
        if (boolArg(1)) {
            backward.gradientOfX(run.floats(1), run.floatBufferOut(0));
        } else {
            run.put(0, 0);
        }
        run.put(1, backward.gradientOfGamma());
        run.put(2, backward.gradientOfBeta());
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        throw new UnsupportedOperationException("no second derivative of batch normalisation");
    }
}
