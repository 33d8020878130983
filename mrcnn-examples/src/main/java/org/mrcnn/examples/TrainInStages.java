// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.core.weights.WeightExclusion;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.interop.WeightFiles;
import org.mrcnn.train.ProgressPrinter;

/**
 * Trains one model in three stages, like Matterport's samples: first the heads, then also the backbone from stage 4 up, then all
 * layers at a tenth of the learning rate. Each stage has a third of the configured steps. Arguments: configuration, folder of
 * images, annotations, model file to write, and optionally weights to start from, such as Matterport's mask_rcnn_coco.h5.
 *
 * <pre>{@code scripts/java-main org.mrcnn.examples.TrainInStages my.yaml images annotations.json model.mrcnn mask_rcnn_coco.h5}</pre>
 */
public final class TrainInStages {

    /** The equivalent of one call of {@code model.train(layers=..., learning_rate=...)}. */
    private record Stage(String layers, double rateFactor) {}

    private static final List<Stage> STAGES = List.of(new Stage("heads", 1), new Stage("4+", 1), new Stage("all", 0.1));

    private TrainInStages() {}

    /** Runs the example. */
    public static void main(String[] args) throws IOException {
        MaskRcnnConfig config = MaskRcnnConfig.from(Path.of(args[0]));
        Dataset data = DataFormat.COCO.open(Path.of(args[1]), Path.of(args[2]));
        try (MaskRcnn model = MaskRcnn.create(config, data.labels())) {
            if (args.length > 4) {
                try (WeightSource weights = WeightFiles.open(Path.of(args[4]))) {
                    System.out.println(model.importWeights(weights, WeightExclusion.HEADS));
                }
            }
            // example: TrainInStages
            int steps = Math.max(1, config.train().steps() / STAGES.size());
            for (int i = 0; i < STAGES.size(); i++) {
                Stage stage = STAGES.get(i);
                long seed = config.train().seed() + i; // gives each stage another order of the images
                System.out.println("stage " + stage.layers());
                Training.of(model, data)
                        .settings(train -> settings(train, stage, steps).withSeed(seed))
                        .listener(new ProgressPrinter(steps, 0))
                        .run();
            }
            // end
            model.save(Path.of(args[3]));
        }
    }

    private static TrainConfig settings(TrainConfig train, Stage stage, int steps) {
        double rate = train.optimizer().learningRate() * stage.rateFactor();
        return train.withLayers(stage.layers())
                .withLimits(steps, 0)
                .withOptimizer(train.optimizer().withLearningRate(rate));
    }
}
