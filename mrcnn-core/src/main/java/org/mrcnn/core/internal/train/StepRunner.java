package org.mrcnn.core.internal.train;

import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.train.StepReport;

/** The arithmetic of training: gradients of a batch, and new weights. */
public interface StepRunner extends AutoCloseable {
    /**
     * Does one step. Where a loss or the gradient is not finite it says so in its report and leaves the weights as they
     * were.
     *
     * @param learningRate of this step
     */
    StepReport step(TrainingBatch batch, double learningRate);

    @Override
    void close();
}
