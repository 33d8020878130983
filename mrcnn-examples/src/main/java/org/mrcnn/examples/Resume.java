// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.train.ProgressPrinter;

/**
 * Trains with a checkpoint every few minutes, and resumes an interrupted run from its checkpoint: stop the program and start it
 * again with the same arguments. The model is the same, bit for bit, as without the interruption. Arguments: configuration,
 * folder of images, annotations, model file to write, minutes between two checkpoints.
 *
 * <pre>{@code scripts/java-main org.mrcnn.examples.Resume config/nuclei.yaml images annotations.json model.mrcnn 10}</pre>
 */
public final class Resume {
    private Resume() {}

    /** Runs the example. */
    public static void main(String[] args) throws IOException {
        MaskRcnnConfig config = MaskRcnnConfig.from(Path.of(args[0]));
        Dataset data = DataFormat.COCO.open(Path.of(args[1]), Path.of(args[2]));
        // example: Resume
        Path checkpoint = Path.of(args[3] + ".checkpoint");
        boolean interrupted = Files.exists(checkpoint);
        try (MaskRcnn model = interrupted ? MaskRcnn.load(checkpoint) : MaskRcnn.create(config, data.labels())) {
            Training training = Training.of(model, data)
                    .checkpoints(checkpoint, Double.parseDouble(args[4]))
                    .listener(new ProgressPrinter(
                            config.train().steps(), config.train().minutes()));
            if (interrupted) {
                System.out.println("resuming after step " + model.provenance().steps());
                training.resume(checkpoint);
            }
            training.run();
            model.save(Path.of(args[3]));
            Files.deleteIfExists(checkpoint);
        }
        // end
    }
}
