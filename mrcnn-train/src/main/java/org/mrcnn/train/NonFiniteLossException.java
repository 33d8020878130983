package org.mrcnn.train;

/**
 * A loss, or the gradient, became infinite or not a number: the run has failed. The step left the weights as they were, and
 * nothing was saved since.
 */
public final class NonFiniteLossException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NonFiniteLossException(String name, StepReport step, String batch) {
        super("Training step " + step.step() + ": expected finite losses, found " + name + " among "
                + step.losses().losses() + ", gradient norm " + step.gradientNorm() + ", on " + batch
                + ", at learning rate " + step.learningRate()
                + ". Lower the learning rate, lengthen its warm-up, or look at the data of this step.");
    }
}
