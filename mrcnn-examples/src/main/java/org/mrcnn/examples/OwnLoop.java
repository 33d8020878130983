// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.TrainingSession;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.image.Image;
import org.mrcnn.train.TrainStep;

/**
 * A custom training loop: it halves the learning rate when the mean loss over some steps is not the lowest so far, and ends when
 * the rate is too low or the configured steps are done. Meanwhile it prints how many objects the model detects. Arguments:
 * configuration, folder of images, annotations, model file to write, number of steps between two checks of the loss.
 *
 * <pre>{@code scripts/java-main org.mrcnn.examples.OwnLoop config/nuclei.yaml images annotations.json model.mrcnn 100}</pre>
 */
public final class OwnLoop {
    private OwnLoop() {}

    /** Runs the example. */
    public static void main(String[] args) throws IOException {
        MaskRcnnConfig config = MaskRcnnConfig.from(Path.of(args[0]));
        Dataset data = DataFormat.COCO.open(Path.of(args[1]), Path.of(args[2]));
        int look = Integer.parseInt(args[4]);
        try (MaskRcnn model = MaskRcnn.create(config, data.labels())) {
            Image watched = data.load(0).image();
            double rate = config.train().optimizer().learningRate();
            double smallest = rate / 16;
            double best = Double.POSITIVE_INFINITY;
            // example: OwnLoop
            try (TrainingSession session = Training.of(model, data).open()) {
                while (session.steps() < config.train().steps() && rate > smallest) {
                    double mean = meanLoss(session, look, rate);
                    rate = mean < best ? rate : rate / 2;
                    best = Math.min(best, mean);
                    // The model detects with its current weights.
                    System.out.printf(
                            "step %d  loss %.3f  rate %.1e  objects in the first image %d%n",
                            session.steps(), mean, rate, model.detect(watched).size());
                }
            }
            // end
            model.save(Path.of(args[3]));
        }
    }

    private static double meanLoss(TrainingSession session, int steps, double rate) {
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            TrainingSession.Batch batch = session.nextBatch();
            TrainStep.Result result = session.step(batch, rate);
            if (!Double.isFinite(result.gradientNorm())) {
                throw new ArithmeticException("step " + session.steps() + ": " + result.losses() + " on " + batch);
            }
            sum += result.losses().total();
        }
        return sum / steps;
    }
}
