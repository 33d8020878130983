// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.image.Images;
import org.mrcnn.rendered.CellsDataset;

/**
 * Compares training on two machines of a standalone cluster, started by the command line, with training in one process: the
 * weights must be close to those with the whole batch, and the same bit for bit if an executor is killed in the middle. Run by
 * {@code scripts/check-spark}.
 */
final class ClusterTrainingCheck {

    private static final int STEPS = 20;

    static final String CONFIG =
            """
            model: {backbone: resnet18, pyramidSize: 32, rpnChannels: 32, fcLayersSize: 64, normalization: calibrated}
            image: {mode: square, minDimension: 128, maxDimension: 128}
            rpn: {anchorScales: [8, 16, 32, 64, 128], proposalsTraining: 100}
            roi: {roisPerImage: 32}
            train: {steps: %d, batchSize: 4, workers: 1, calibrationImages: 4, optimizer: {learningRate: 0.00002}}
            """
                    .formatted(STEPS);

    /**
     * Maximum difference per weight. With a higher learning rate, a rounding difference would sooner or later change which RoIs
     * are trained on.
     */
    private static final double TOLERANCE = 1e-5;

    private final String root;
    private final String master;
    private final Path folder;

    private ClusterTrainingCheck(String root, String master, Path folder) {
        this.root = root;
        this.master = master;
        this.folder = folder;
    }

    /** Arguments: root of the repository, master, an empty folder. */
    public static void main(String[] args) throws Exception {
        System.exit(new ClusterTrainingCheck(args[0], args[1], Path.of(args[2])).run() ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException {
        System.setProperty("mrcnn.threads", "1"); // as in an executor of one core
        data();
        Map<String, float[]> one = weights(alone());
        Map<String, float[]> two = weights(cluster("two", false));
        Map<String, float[]> killed = weights(cluster("killed", true));
        double difference = difference(two, one);
        double afterKill = difference(killed, two);
        System.out.printf(
                "%d steps on two machines: weights differ from those of one by %.1e at most (limit %.0e);"
                        + " with an executor killed in the middle, from those of two by %.1e%n",
                STEPS, difference, TOLERANCE, afterKill);
        return difference <= TOLERANCE && afterKill == 0;
    }

    private void data() throws IOException {
        CellsDataset cells = new CellsDataset(12, 1, 128);
        Path images = Files.createDirectories(folder.resolve("images"));
        for (int i = 0; i < cells.size(); i++) {
            Images.write(cells.load(i).image(), images.resolve(i + ".png"));
        }
        DataFormat.writeCoco(cells, i -> i + ".png", folder.resolve("train.json"));
        Files.writeString(folder.resolve("config.yaml"), CONFIG);
    }

    private Path alone() throws IOException {
        Dataset data = DataFormat.COCO.open(folder.resolve("images"), folder.resolve("train.json"));
        Path file = folder.resolve("alone.mrcnn");
        try (MaskRcnn model = MaskRcnn.create(MaskRcnnConfig.from(folder.resolve("config.yaml")), data.labels())) {
            Training.of(model, data).run();
            model.save(file);
        }
        return file;
    }

    private Path cluster(String name, boolean kill) throws IOException, InterruptedException {
        Path out = folder.resolve(name + ".mrcnn");
        List<String> command = new ArrayList<>(List.of(root + "/scripts/mrcnn", "train", "--spark", master));
        command.addAll(List.of(
                "--machines", "2", "--config", folder.resolve("config.yaml").toString()));
        command.addAll(List.of("--images", folder.resolve("images").toString()));
        command.addAll(List.of("--annotations", folder.resolve("train.json").toString()));
        command.addAll(List.of("--checkpoint-minutes", "0.0001", "--out", out.toString()));
        long start = System.nanoTime();
        Process job = new ProcessBuilder(command).inheritIO().start();
        if (kill) {
            killOneExecutor(Path.of(out + ".checkpoint"), job);
        }
        if (job.waitFor() != 0) {
            throw new IllegalStateException(name + ": the job failed");
        }
        System.out.printf("%s: %.0f s%n", name, (System.nanoTime() - start) / 1e9);
        return out;
    }

    /** Kills an executor after the first checkpoint. */
    private static void killOneExecutor(Path checkpoint, Process job) throws InterruptedException {
        while (job.isAlive() && !Files.exists(checkpoint)) {
            Thread.sleep(50);
        }
        ExecutorProcess.killOne();
    }

    private static Map<String, float[]> weights(Path file) throws IOException {
        try (MaskRcnn model = MaskRcnn.load(file)) {
            if (model.provenance().steps() != STEPS) {
                throw new IllegalStateException(file + ": expected " + STEPS + " steps, found "
                        + model.provenance().steps());
            }
            Map<String, float[]> weights = new TreeMap<>();
            model.weights()
                    .forEach((name, array) ->
                            weights.put(name, array.dup().data().asFloat()));
            return weights;
        }
    }

    static double difference(Map<String, float[]> found, Map<String, float[]> expected) {
        double most = 0;
        for (Map.Entry<String, float[]> weight : expected.entrySet()) {
            float[] values = found.get(weight.getKey());
            for (int i = 0; i < values.length; i++) {
                boolean same = Float.floatToRawIntBits(values[i]) == Float.floatToRawIntBits(weight.getValue()[i]);
                double difference = Math.abs((double) values[i] - weight.getValue()[i])
                        / Math.max(1, Math.abs(weight.getValue()[i]));
                most = Math.max(most, same ? 0 : Math.max(difference, Double.MIN_VALUE));
            }
        }
        return most;
    }
}
