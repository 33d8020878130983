// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import static org.apache.spark.sql.functions.expr;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Detection on a cluster as a command, without writing code: {@code scripts/mrcnn detect --spark MASTER}. Also a main class for
 * spark-submit.
 */
@Command(
        name = "mrcnn detect --spark",
        description = "Finds objects in images on a Spark cluster and writes a table with a row per image.",
        mixinStandardHelpOptions = true)
public final class DetectJob implements Callable<Integer> {

    @Mixin
    private ClusterOptions cluster;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            required = true,
            description = "Model file, a path that Hadoop reads.")
    private String model;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            required = true,
            description = "Folder for the table; must not exist. Any file system that Hadoop writes.")
    private String out;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "parquet",
            description = "Format of the table: parquet, json or orc. (default: ${DEFAULT-VALUE})")
    private String format;

    @Option(
            names = "--min-score",
            paramLabel = "S",
            defaultValue = "0.5",
            description = "Leave out objects with a lower score. (default: ${DEFAULT-VALUE})")
    private double minScore;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "0",
            description = "Number of partitions; 0: as Spark splits the files by size. (default: ${DEFAULT-VALUE})")
    private int partitions;

    @Parameters(
            paramLabel = "IMAGES",
            arity = "1..*",
            description = "Image files, folders or patterns that Hadoop reads.")
    private List<String> images;

    private DetectJob() {}

    /** Runs the job and exits: 0 for success, 1 if some or all images failed, 2 for wrong arguments. */
    public static void main(String[] args) {
        System.exit(Jobs.execute("mrcnn detect --spark", new DetectJob(), args));
    }

    @Override
    public Integer call() throws IOException {
        check();
        try (SparkSession spark = cluster.session("mrcnn detect")) {
            return run(spark);
        }
    }

    private void check() {
        cluster.require(
                minScore >= 0 && minScore <= 1, "--min-score: expected a number from 0 to 1, found " + minScore);
        cluster.require(
                List.of("parquet", "json", "orc").contains(format),
                "--format: expected parquet, json or orc, found " + format);
        cluster.require(partitions >= 0, "--partitions: expected 0 or more, found " + partitions);
    }

    private int run(SparkSession spark) throws IOException {
        SparkDetector detector = SparkDetector.of(spark, model);
        Dataset<Row> files = spark.read().format("binaryFile").load(images.toArray(String[]::new));
        Dataset<Row> found = detector.detect(partitions > 0 ? files.repartition(partitions) : files)
                .withColumn("objects", expr("filter(objects, o -> o.score >= " + minScore + ")"));
        found.write().mode(SaveMode.ErrorIfExists).format(format).save(out);
        return report(spark.read().schema(found.schema()).format(format).load(out));
    }

    private int report(Dataset<Row> written) {
        Row totals = written.agg(expr("count_if(error IS NULL)"), expr("coalesce(sum(greatest(size(objects), 0)), 0)"))
                .first();
        cluster.out().println(totals.getLong(0) + " images, " + totals.getLong(1) + " objects, table in " + out);
        return cluster.report(written.where("error is not null"), "could not be used");
    }
}
