package org.mrcnn.core.internal.train;

import java.util.List;
import org.mrcnn.data.internal.loader.TrainingBatch;
import org.mrcnn.train.StepReport;

/** A loss, or the gradient, became infinite or not a number: the run has failed, and nothing of it was saved since. */
public final class NonFiniteLossException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NonFiniteLossException(String name, int step, StepReport report, TrainingBatch batch, double learningRate) {
        super("Training step " + step + ": expected finite losses, found " + name + " among "
                + report.losses().losses() + ", gradient norm " + report.gradientNorm() + ", on images "
                + images(batch) + ", at learning rate " + learningRate
                + ". The model was not saved. Lower train.optimizer.learningRate, lengthen"
                + " train.schedule.warmupSteps, or look at the annotations of these images.");
    }

    private static List<String> images(TrainingBatch batch) {
        return java.util.stream.IntStream.range(0, batch.size())
                .mapToObj(i -> batch.imageNames().get(i) + " (id " + batch.imageIds()[i] + ")")
                .toList();
    }
}
