// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.mrcnn.core.internal.train.DetectionScores;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.EvaluationResult;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.data.evaluation.IouType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Evaluation on a cluster as a command, without writing code: {@code scripts/mrcnn evaluate --spark MASTER}. Also a main class
 * for spark-submit.
 */
@Command(
        name = "mrcnn evaluate --spark",
        description = "Detects objects in the images of a COCO file on a Spark cluster and computes average precision.",
        mixinStandardHelpOptions = true)
public final class EvaluateJob implements Callable<Integer> {

    @Mixin
    private ClusterOptions cluster;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            required = true,
            description = "Model file, a path that Hadoop reads.")
    private String model;

    @Option(
            names = "--annotations",
            paramLabel = "FILE",
            required = true,
            description =
                    "Annotations in COCO format, a path that Hadoop reads. Convert other formats with convert-data.")
    private String annotations;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            required = true,
            description = "Folder of the images, a path that Hadoop reads on each machine.")
    private String images;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "JSON file for the metrics, a path that Hadoop writes.")
    private String out;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "0",
            description = "Number of partitions; 0: one per 100 images. (default: ${DEFAULT-VALUE})")
    private int partitions;

    private EvaluateJob() {}

    /** Runs the job and exits: 0 for success, 1 if some or all images failed, 2 for wrong arguments. */
    public static void main(String[] args) {
        System.exit(Jobs.execute("mrcnn evaluate --spark", new EvaluateJob(), args));
    }

    @Override
    public Integer call() throws IOException {
        cluster.require(partitions >= 0, "--partitions: expected 0 or more, found " + partitions);
        try (SparkSession spark = cluster.session("mrcnn evaluate")) {
            return run(spark);
        }
    }

    private int run(SparkSession spark) throws IOException {
        CocoGroundTruth truth = CocoGroundTruth.read(SparkTraining.local(annotations));
        Dataset<Row> found =
                SparkDetector.of(spark, model).detect(rows(spark, truth)).cache();
        List<EvaluationResult> results = new ArrayList<>();
        for (IouType type : IouType.values()) {
            results.add(SparkEvaluator.evaluate(found, truth, EvaluationSettings.defaults(type)));
        }
        results.forEach(result -> cluster.out().println(DetectionScores.line(result)));
        Path file = Files.createTempFile("mrcnn-metrics", ".json");
        try {
            Files.writeString(file, EvaluationResult.toJson(results));
            HadoopFiles.store(file, out);
        } finally {
            Files.delete(file);
        }
        return cluster.report(found.where("error is not null"), "could not be used and count as empty");
    }

    private Dataset<Row> rows(SparkSession spark, CocoGroundTruth truth) {
        StructType columns =
                new StructType().add("image_id", DataTypes.LongType).add("path", DataTypes.StringType);
        List<Row> rows = truth.images().stream()
                .map(image -> RowFactory.create(image.id(), images + "/" + image.fileName()))
                .toList();
        int parts = partitions > 0 ? partitions : rows.size() / 100 + 1;
        return spark.createDataFrame(rows, columns).repartition(parts);
    }
}
