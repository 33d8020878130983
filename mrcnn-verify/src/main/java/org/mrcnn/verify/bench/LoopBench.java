// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.TrainingSession;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.rendered.RenderCells;
import org.mrcnn.train.ProgressPrinter;
import org.mrcnn.train.StepReport;
import org.mrcnn.train.TrainingListener;
import org.mrcnn.train.TrainingLog;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the cost of the training loop in addition to its steps: reading images with flips, progress line, CSV and
 * TensorBoard files, and a checkpoint every five minutes. It alternates with bare steps on one batch of the same images, in one
 * process.
 */
@Command(name = "bench-loop", mixinStandardHelpOptions = true, description = "Training loop beside bare steps.")
public final class LoopBench implements Callable<Integer> {
    private static final double LEARNING_RATE = 1e-4;

    @Option(names = "--backbone", defaultValue = "resnet18", description = "Backbone. (${DEFAULT-VALUE})")
    private String backbone;

    @Option(names = "--size", defaultValue = "256", description = "Side of the images in pixels. (${DEFAULT-VALUE})")
    private int size;

    @Option(names = "--batch", defaultValue = "2", description = "Images per step. (${DEFAULT-VALUE})")
    private int batch;

    @Option(
            names = "--turns",
            defaultValue = "7",
            description = "Turns of each; the first is a warm-up. (${DEFAULT-VALUE})")
    private int turns;

    @Option(names = "--steps", defaultValue = "20", description = "Steps of a turn. (${DEFAULT-VALUE})")
    private int steps;

    @Option(names = "--out", required = true, description = "Folder for what the run writes.")
    private Path out;

    private LoopBench() {}

    /** Runs the measurement. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LoopBench()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        RenderCells.write(new CellsDataset(batch, 1, size), out);
        Dataset data = DataFormat.COCO.open(out.resolve("images"), out.resolve("annotations.json"));
        try (MaskRcnn alone = MaskRcnn.create(config(), data.labels());
                MaskRcnn looped = MaskRcnn.create(config(), data.labels());
                TrainingSession bare = Training.of(alone, data).open();
                PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8)) {
            TrainingSession.Batch same = bare.nextBatch();
            Turns measured = new Turns(steps, () -> bare.step(same, LEARNING_RATE));
            Training.of(looped, data)
                    .checkpoints(out.resolve("loop.checkpoint"), 5)
                    .listener(new ProgressPrinter(steps * turns, 0, nowhere, true))
                    .listener(new TrainingLog(out))
                    .listener(measured)
                    .run();
            measured.report(this);
        }
        return 0;
    }

    private MaskRcnnConfig config() {
        String yaml =
                """
                model: {backbone: %s, rpnChannels: 256, normalization: calibrated}
                image: {mode: square, minDimension: %d, maxDimension: %d}
                train: {batchSize: %d, steps: %d, calibrationImages: 2, optimizer: {learningRate: 1e-4}, augmentations: [flips]}
                """
                        .formatted(backbone, size, size, batch, steps * turns);
        return MaskRcnnConfig.fromYaml(yaml, "bench-loop");
    }

    /** Alternates between steps of the loop and the same number of bare steps. */
    private static final class Turns implements TrainingListener {
        private final int steps;
        private final Runnable bareStep;
        private final List<Double> looped = new ArrayList<>();
        private final List<Double> bare = new ArrayList<>();
        private long start = System.nanoTime();

        Turns(int steps, Runnable bareStep) {
            this.steps = steps;
            this.bareStep = bareStep;
        }

        @Override
        public void onStep(StepReport step) {
            if (step.step() % steps != 0) {
                return;
            }
            long end = System.nanoTime();
            looped.add((end - start) / 1e6 / steps);
            for (int i = 0; i < steps; i++) {
                bareStep.run();
            }
            start = System.nanoTime();
            bare.add((start - end) / 1e6 / steps);
        }

        void report(LoopBench of) {
            double[] ratios = new double[looped.size()];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = looped.get(i) / bare.get(i);
                System.out.printf(
                        Locale.ROOT,
                        "{\"turn\": %d, \"loop_ms\": %.1f, \"bare_ms\": %.1f}%n",
                        i,
                        looped.get(i),
                        bare.get(i));
            }
            System.out.printf(
                    Locale.ROOT,
                    "{\"name\": \"mrcnn_loop\", \"backbone\": \"%s\", \"size\": %d, \"batch\": %d, \"loop_over_bare\": %.3f}%n",
                    of.backbone,
                    of.size,
                    of.batch,
                    Timing.of(1, ratios).median());
        }
    }
}
