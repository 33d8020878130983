// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.TrainingResult;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.train.ProgressPrinter;

/**
 * Trains on a COCO data set. Arguments: configuration, folder of images, annotations, model file to write.
 *
 * <pre>{@code scripts/java-main org.mrcnn.examples.Train config/nuclei.yaml images annotations.json model.mrcnn}</pre>
 */
public final class Train {
    private Train() {}

    /** Runs the example. */
    public static void main(String[] args) throws IOException {
        // example: Train
        MaskRcnnConfig config = MaskRcnnConfig.from(Path.of(args[0]));
        Dataset data = DataFormat.COCO.open(Path.of(args[1]), Path.of(args[2]));
        try (MaskRcnn model = MaskRcnn.create(config, data.labels())) {
            TrainingResult result = Training.of(model, data)
                    .listener(new ProgressPrinter(
                            config.train().steps(), config.train().minutes()))
                    .run();
            model.save(Path.of(args[3]));
            System.out.println(result.steps() + " steps of " + result.secondsPerStep() + " s");
        }
        // end
    }
}
