// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.data.image.Images;
import org.mrcnn.rendered.CellsDataset;

/**
 * Compares detection on a standalone cluster with detection in one process: the rows must be equal from one executor, from two,
 * and from two of which one is killed. Also measures how much faster two executors are. Run by {@code scripts/check-spark}.
 */
final class ClusterCheck {

    private static final double SPEED_UP = 1.8;

    /** Number of images per executor before the measurement starts. */
    private static final int WARM_UP = 300;

    private final String master;
    private final Path folder;

    private ClusterCheck(String master, Path folder) {
        this.master = master;
        this.folder = folder;
    }

    /** Arguments: master, an empty folder, number of images. */
    public static void main(String[] args) throws Exception {
        boolean passed = new ClusterCheck(args[0], Path.of(args[1])).run(Integer.parseInt(args[2]));
        System.exit(passed ? 0 : 1);
    }

    private boolean run(int count) throws IOException, InterruptedException {
        System.setProperty("mrcnn.threads", "1"); // as in an executor of one core
        Path model = model();
        Path scans = images(count);
        Map<String, String> expected = expected(model, scans);
        double one = seconds(1, model, scans, expected, false);
        double two = seconds(2, model, scans, expected, false);
        seconds(2, model, scans, expected, true);
        System.out.printf(
                "%d images: %.1f images/s with one executor of one core, %.1f with two: %.2f times%n",
                count, count / one, count / two, one / two);
        return one / two >= SPEED_UP;
    }

    private Path model() throws IOException {
        MaskRcnnConfig config = MaskRcnnConfig.fromYaml(
                """
                model: {backbone: resnet18, pyramidSize: 64, rpnChannels: 64, fcLayersSize: 128}
                image: {mode: square, minDimension: 128, maxDimension: 128}
                rpn: {anchorScales: [8, 16, 32, 64, 128], proposalsInference: 100}
                detection: {minConfidence: 0, maxInstances: 20, multiLabel: true}
                """,
                "check");
        Path file = folder.resolve("cells.mrcnn");
        try (MaskRcnn model = MaskRcnn.create(config, List.of("BG", "round", "long"))) {
            model.save(file);
        }
        return file;
    }

    private Path images(int count) throws IOException {
        Path scans = Files.createDirectory(folder.resolve("scans"));
        CellsDataset cells = new CellsDataset(count, 1, 128);
        for (int i = 0; i < count; i++) {
            Images.write(cells.load(i).image(), scans.resolve("%05d.png".formatted(i)));
        }
        return scans;
    }

    private static Map<String, String> expected(Path modelFile, Path scans) throws IOException {
        Map<String, String> rows = new TreeMap<>();
        try (MaskRcnn model = MaskRcnn.load(modelFile)) {
            for (Path image : Images.list(scans)) {
                List<String> objects =
                        model.detect(image).stream().map(ClusterCheck::text).toList();
                rows.put(image.getFileName().toString(), objects.toString());
            }
        }
        return rows;
    }

    private static String text(Detection d) {
        float[] b = d.box();
        return d.classId() + " " + d.score() + " " + b[0] + " " + b[1] + " " + b[2] + " " + b[3] + " "
                + d.mask().toCocoString();
    }

    private static String text(Row o) {
        return o.getInt(0) + " " + o.getFloat(2) + " " + o.getFloat(3) + " " + o.getFloat(4) + " " + o.getFloat(5) + " "
                + o.getFloat(6) + " " + o.getString(8);
    }

    private double seconds(int executors, Path model, Path scans, Map<String, String> expected, boolean kill)
            throws IOException, InterruptedException {
        try (SparkSession spark = SparkSession.builder()
                .appName("check-spark")
                .master(master)
                .config("spark.cores.max", executors)
                .config("spark.executor.cores", 1)
                .config("spark.executor.memory", "1g")
                .config("spark.sql.files.maxPartitionBytes", "200k")
                .getOrCreate()) {
            SparkDetector detector = SparkDetector.of(spark, model.toString());
            Dataset<Row> files = spark.read().format("binaryFile").load(scans.toString());
            detector.detect(files.limit(WARM_UP * executors).repartition(8 * executors))
                    .collectAsList(); // each executor loads the model, and its JVM compiles
            long start = System.nanoTime();
            Thread killer = new Thread(ClusterCheck::killOneExecutor);
            if (kill) {
                killer.start();
            }
            List<Row> rows = detector.detect(files).select("path", "objects").collectAsList();
            double seconds = (System.nanoTime() - start) / 1e9;
            killer.join();
            String what = executors + " executors" + (kill ? ", one of them killed" : "");
            compare(what, rows, expected);
            System.out.printf("%s: %d rows equal to those of one process, %.1f s%n", what, rows.size(), seconds);
            return seconds;
        }
    }

    private static void killOneExecutor() {
        try {
            Thread.sleep(5000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        ExecutorProcess.killOne();
    }

    private static void compare(String what, List<Row> rows, Map<String, String> expected) {
        Map<String, String> found = new TreeMap<>();
        for (Row row : rows) {
            String name = row.getString(0).replaceFirst(".*/", "");
            List<String> objects =
                    row.<Row>getList(1).stream().map(ClusterCheck::text).toList();
            if (found.put(name, objects.toString()) != null) {
                throw new IllegalStateException(what + ": two rows of " + name);
            }
        }
        if (!found.equals(expected)) {
            long different = expected.entrySet().stream()
                    .filter(e -> !e.getValue().equals(found.get(e.getKey())))
                    .count();
            throw new IllegalStateException(what + ": " + different + " of " + expected.size() + " rows differ");
        }
    }
}
