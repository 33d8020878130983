// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.TrainingResult;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.detect.Detector;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.names.NetworkNames;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.internal.geometry.Boxes;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains a few steps with the maximum number of positive RoIs, and compares the peak memory with the amount that was planned
 * before the first step. Each run has its own process; scripts/memory-plan makes several.
 */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        description = "Planned and measured memory of a training run.")
public final class MemoryBench implements Callable<Integer> {

    @Option(names = "--backbone", defaultValue = "resnet18", description = "(${DEFAULT-VALUE})")
    private String backbone;

    @Option(names = "--size", defaultValue = "256", description = "Side of the images in pixels. (${DEFAULT-VALUE})")
    private int size;

    @Option(names = "--batch", defaultValue = "1", description = "Images per step. (${DEFAULT-VALUE})")
    private int batch;

    @Option(names = "--layers", defaultValue = "all", description = "What is trained. (${DEFAULT-VALUE})")
    private String layers;

    @Option(names = "--optimizer", defaultValue = "sgd", description = "sgd or adam. (${DEFAULT-VALUE})")
    private String optimizer;

    @Option(names = "--precision", defaultValue = "f32", description = "f32 or bf16. (${DEFAULT-VALUE})")
    private String precision;

    @Option(names = "--accumulate", defaultValue = "1", description = "Batches per step. (${DEFAULT-VALUE})")
    private int accumulate;

    @Option(names = "--average", defaultValue = "0", description = "Decay of averaged weights. (${DEFAULT-VALUE})")
    private double average;

    @Option(names = "--steps", defaultValue = "4", description = "Steps. (${DEFAULT-VALUE})")
    private int steps;

    @Option(names = "--validate", description = "Validate during the run, and write checkpoints to this folder.")
    private Path validate;

    private MemoryBench() {}

    /** Runs one measurement. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new MemoryBench()).execute(args));
    }

    @Override
    public Integer call() {
        MaskRcnnConfig config = config();
        try (MaskRcnn model = MaskRcnn.create(config, BenchScene.random(size).labels())) {
            // Random deltas of an untrained network would leave the image; with deltas of 0, boxes equal the anchors.
            model.update(weights -> weights.get("rpn_bbox_pred/kernel").assign(0));
            Dataset data = new Repeated(crowded(model));
            Training training = Training.of(model, data);
            if (validate != null) {
                training.validation(data.subset(0, 1)).checkpoints(validate.resolve("memory.checkpoint"), 1e-3);
            }
            TrainingResult run = training.run();
            System.out.printf(
                    Locale.ROOT,
                    "{\"backbone\": \"%s\", \"size\": %d, \"batch\": %d, \"layers\": \"%s\", \"optimizer\": \"%s\","
                            + " \"precision\": \"%s\", \"accumulate\": %d, \"average\": %s, \"validates\": %s,"
                            + " \"planned_mb\": %d, \"peak_mb\": %d, \"planned_per_peak\": %.3f}%n",
                    backbone,
                    size,
                    batch,
                    layers,
                    optimizer,
                    precision,
                    accumulate,
                    average,
                    validate != null,
                    run.plannedMemoryBytes() / 1_000_000,
                    run.peakMemoryBytes() / 1_000_000,
                    (double) run.plannedMemoryBytes() / run.peakMemoryBytes());
        }
        return 0;
    }

    private MaskRcnnConfig config() {
        return MaskRcnnConfig.fromYaml(
                """
                model: {backbone: %s, precision: %s}
                image: {mode: square, minDimension: %d, maxDimension: %d}
                train:
                  batchSize: %d
                  steps: %d
                  layers: "%s"
                  accumulate: %d
                  averageDecay: %s
                  optimizer: {kind: %s, learningRate: 1e-5}
                  validation: {everySteps: %d}
                """
                        .formatted(
                                backbone,
                                precision,
                                size,
                                size,
                                batch,
                                steps,
                                layers,
                                accumulate,
                                average,
                                optimizer,
                                validate == null ? 0 : 2),
                "memory");
    }

    /** Returns an image whose objects fill RoIs that the network proposes. */
    private Sample crowded(MaskRcnn model) {
        Sample plain = BenchScene.random(size).sample();
        try (Detector detector = new Detector(
                new GraphParts(model.config(), model.labels().size(), model.backbone(), model.weights()),
                model.labels())) {
            float[] regions = detector.look(
                    plain.image(),
                    List.of(NetworkNames.ROI),
                    (out, resized) ->
                            Boxes.denormalize(out.get(NetworkNames.ROI).data().asFloat(), size, size));
            return BenchScene.filling(size, regions).sample();
        }
    }

    /** The same image, repeated. */
    private record Repeated(Sample sample) implements Dataset {
        private static final int IMAGES = 16;

        @Override
        public int size() {
            return IMAGES;
        }

        @Override
        public List<String> labels() {
            return BenchScene.random(128).labels();
        }

        @Override
        public Sample load(int index) {
            return sample;
        }

        @Override
        public long imageId(int index) {
            return index + 1L;
        }

        @Override
        public String imageName(int index) {
            return sample.imageName();
        }
    }
}
