// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine.internal.nn;

import java.util.List;
import org.mrcnn.engine.JavaOp;
import org.mrcnn.engine.OpRun;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The gradients of {@link BatchNorm} or {@link FixedBatchNorm} for x, gamma and beta. Reads x, gamma, mean, variance, y, and
 * the gradient of y. If the gradient of x is not needed, it is a single zero.
 */
public final class BatchNormGradient extends JavaOp {

    /** Creates an empty op for the clone that SameDiff makes. */
    public BatchNormGradient() {}

    private BatchNormGradient(JavaOp norm, boolean needsX, boolean fixed, SDVariable... inputs) {
        super(norm.getSameDiff(), inputs);
        addTArgument(norm.tArgs()[0]);
        addBArgument(norm.bArgs()[0], needsX, fixed);
    }

    /** Returns the gradients of a {@link BatchNorm} for x, gamma and beta; null for those that are not needed. */
    static SDVariable[] ofMeasured(BatchNorm norm, SDVariable mean, SDVariable variance, SDVariable gradient) {
        return of(norm, false, mean, variance, gradient);
    }

    /** Returns the gradients of a {@link FixedBatchNorm}, whose statistics do not depend on x. */
    static SDVariable[] ofFixed(FixedBatchNorm norm, SDVariable mean, SDVariable variance, SDVariable gradient) {
        return of(norm, true, mean, variance, gradient);
    }

    private static SDVariable[] of(
            JavaOp norm, boolean fixed, SDVariable mean, SDVariable variance, SDVariable gradient) {
        SDVariable[] results = new SDVariable[3];
        boolean x = needsGradient(norm.arg(0));
        if (x || needsGradient(norm.arg(1)) || needsGradient(norm.arg(2))) {
            SDVariable y = norm.outputVariables()[0];
            SDVariable[] g = new BatchNormGradient(
                            norm, x, fixed, norm.arg(0), norm.arg(1), mean, variance, y, gradient)
                    .outputVariables();
            for (int i = 0; i < results.length; i++) {
                results[i] = needsGradient(norm.arg(i)) ? g[i] : null;
            }
        }
        return results;
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
                new BatchNormBackward.Arrays(
                        run.floatBuffer(0), boolArg(0) ? run.floatBuffer(4) : null, run.floatBuffer(5)));
        if (boolArg(1)) {
            backward.gradientOfX(run.floats(1), boolArg(2), run.floatBufferOut(0));
        } else {
            run.put(0, 0);
        }
        run.put(1, backward.gradientOfGamma());
        run.put(2, backward.gradientOfBeta());
    }

    @Override
    protected List<SDVariable> gradients(List<SDVariable> outputGradients) {
        throw new UnsupportedOperationException("no second derivative of batch normalization");
    }
}
