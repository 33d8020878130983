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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Detection on a cluster for those who write no code: {@code scripts/mrcnn detect --spark MASTER}, or a main class to submit. */
@Command(
        name = "mrcnn detect --spark",
        description = "Finds objects in images on a Spark cluster and writes a table with a row per image.",
        mixinStandardHelpOptions = true)
public final class DetectJob implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            description =
                    "Master of the cluster, such as spark://host:7077 or local[2]; spark-submit sets it by --master.")
    private String master;

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
            description = "parquet, json or orc. (default: ${DEFAULT-VALUE})")
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
            description = "Parts of the work; 0 = as Spark splits the files by size. (default: ${DEFAULT-VALUE})")
    private int partitions;

    @Parameters(
            paramLabel = "IMAGES",
            arity = "1..*",
            description = "Image files, folders or patterns that Hadoop reads.")
    private List<String> images;

    private DetectJob() {}

    /** Runs the job and exits: 0 done, 1 failed for some images or for all, 2 wrong arguments. */
    public static void main(String[] args) {
        System.exit(Jobs.execute("mrcnn detect --spark", new DetectJob(), args));
    }

    @Override
    public Integer call() throws IOException {
        check();
        try (SparkSession spark = Jobs.session("mrcnn detect", master)) {
            return run(spark);
        }
    }

    private void check() {
        if (!(minScore >= 0 && minScore <= 1)) {
            throw wrong("--min-score: expected a number from 0 to 1, found " + minScore);
        }
        if (!List.of("parquet", "json", "orc").contains(format)) {
            throw wrong("--format: expected parquet, json or orc, found " + format);
        }
        if (partitions < 0) {
            throw wrong("--partitions: expected 0 or more, found " + partitions);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
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
        Row totals = written.agg(
                        expr("count_if(error IS NULL)"),
                        expr("count_if(error IS NOT NULL)"),
                        expr("coalesce(sum(greatest(size(objects), 0)), 0)"))
                .first();
        spec.commandLine()
                .getOut()
                .println(totals.getLong(0) + " images, " + totals.getLong(2) + " objects, table in " + out);
        if (totals.getLong(1) == 0) {
            return 0;
        }
        spec.commandLine().getErr().println(totals.getLong(1) + " images could not be used, such as");
        written.where("error is not null")
                .select("path", "error")
                .limit(10)
                .collectAsList()
                .forEach(row -> spec.commandLine().getErr().println("  " + row.getString(0) + ": " + row.getString(1)));
        return 1;
    }
}
