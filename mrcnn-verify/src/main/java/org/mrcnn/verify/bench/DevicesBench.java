// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.bench;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.Pointer;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.TrainingSession;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.rendered.CellsDataset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times training steps on one batch of rendered cells, undivided and split over several devices, alternating in one process,
 * and then compares the weights. Prints a JSON line for each, and one with the ratio and the largest difference of a weight.
 */
@Command(name = "bench-devices", mixinStandardHelpOptions = true, description = "Steps with train.devices.")
public final class DevicesBench implements Callable<Integer> {
    private static final double LEARNING_RATE = 1e-3;

    @Option(names = "--backbone", defaultValue = "resnet18", description = "Backbone. (${DEFAULT-VALUE})")
    private String backbone;

    @Option(names = "--size", defaultValue = "256", description = "Side of the image in pixels. (${DEFAULT-VALUE})")
    private int size;

    @Option(names = "--batch", defaultValue = "4", description = "Images per step. (${DEFAULT-VALUE})")
    private int batch;

    @Option(names = "--devices", defaultValue = "2", description = "train.devices. (${DEFAULT-VALUE})")
    private int devices;

    @Option(names = "--runs", defaultValue = "18", description = "Timed steps of each. (${DEFAULT-VALUE})")
    private int runs;

    @Option(names = "--warm", defaultValue = "2", description = "Steps of each before those. (${DEFAULT-VALUE})")
    private int warm;

    private DevicesBench() {}

    /** Runs one measurement. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new DevicesBench()).execute(args));
    }

    @Override
    public Integer call() {
        Dataset data = new CellsDataset(batch, 1, size);
        try (MaskRcnn whole = MaskRcnn.create(config(1), data.labels());
                MaskRcnn split = MaskRcnn.create(config(devices), data.labels());
                TrainingSession one = Training.of(whole, data).open();
                TrainingSession more = Training.of(split, data).open()) {
            TrainingSession.Batch first = one.nextBatch();
            TrainingSession.Batch second = more.nextBatch();
            long[] memory = {
                growth(() -> one.step(first, LEARNING_RATE)), growth(() -> more.step(second, LEARNING_RATE))
            };
            double[][] millis = new double[2][warm + runs];
            for (int i = 0; i < warm + runs; i++) {
                millis[0][i] = time(() -> one.step(first, LEARNING_RATE));
                millis[1][i] = time(() -> more.step(second, LEARNING_RATE));
            }
            report(1, memory[0], Timing.of(warm, millis[0]));
            report(devices, memory[1], Timing.of(warm, millis[1]));
            System.out.printf(
                    Locale.ROOT,
                    "{\"split_over_whole\": %.3f, \"steps\": %d, \"largest_difference\": %.2e}%n",
                    Timing.of(warm, millis[1]).median()
                            / Timing.of(warm, millis[0]).median(),
                    one.steps(),
                    difference(whole, split));
        }
        return 0;
    }

    private MaskRcnnConfig config(int replicas) {
        String yaml =
                """
                model: {backbone: %s, rpnChannels: 256, normalization: calibrated}
                image: {mode: square, minDimension: %d, maxDimension: %d}
                train: {batchSize: %d, devices: %d, calibrationImages: 2}
                """
                        .formatted(backbone, size, size, batch, replicas);
        return MaskRcnnConfig.fromYaml(yaml, "bench-devices");
    }

    /** Returns the number of bytes by which the process grew. */
    private static long growth(Runnable step) {
        long before = Pointer.physicalBytes();
        step.run();
        return Pointer.physicalBytes() - before;
    }

    private static double time(Runnable step) {
        long start = System.nanoTime();
        step.run();
        return (System.nanoTime() - start) / 1e6;
    }

    private void report(int replicas, long memory, Timing timing) {
        System.out.printf(
                Locale.ROOT,
                "{\"name\": \"mrcnn_train\", \"backbone\": \"%s\", \"size\": %d, \"batch\": %d, \"devices\": %d, %s,"
                        + " \"first_step_rss_mb\": %d}%n",
                backbone,
                size,
                batch,
                replicas,
                timing.json(),
                memory >> 20);
    }

    /** Returns the largest difference between two values of a weight, relative for values above 1. */
    private static double difference(MaskRcnn a, MaskRcnn b) {
        double most = 0;
        for (String name : a.weights().keySet()) {
            float[] x = a.weights().get(name).dup().data().asFloat();
            float[] y = b.weights().get(name).dup().data().asFloat();
            for (int i = 0; i < x.length; i++) {
                most = Math.max(most, Math.abs((double) x[i] - y[i]) / Math.max(1, Math.abs(x[i])));
            }
        }
        return most;
    }
}
