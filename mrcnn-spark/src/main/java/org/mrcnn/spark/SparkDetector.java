// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.mrcnn.data.image.PixelFormat;

/**
 * Detects objects in the images of a DataFrame. Each executor loads the model once, shares it among its tasks, and keeps it for
 * later jobs.
 *
 * <pre>{@code
 * SparkDetector detector = SparkDetector.of(spark, "hdfs:///models/cells.mrcnn");
 * Dataset<Row> images = spark.read().format("binaryFile").load("hdfs:///scans/*.png");
 * detector.detect(images).select("path", "objects.label", "objects.score").show();
 * }</pre>
 *
 * <p>Columns added:
 *
 * <ul>
 *   <li>{@code height}, {@code width}: size of the image in pixels
 *   <li>{@code objects}: an array of structs with {@code class_id}, {@code label} and {@code score}; {@code y1}, {@code x1},
 *       {@code y2} and {@code x2}, the box in pixels of the image; {@code area}, the number of pixels of the mask; and {@code
 *       counts}, the mask as COCO's compressed run lengths, which {@link org.mrcnn.data.mask.Rle#fromString} and pycocotools
 *       can read
 *   <li>{@code error}: why the image has no objects, such as a damaged file; null otherwise
 * </ul>
 *
 * <p>A row depends only on its image and the model: order, partitions, retries and speculative execution do not change it.
 */
public final class SparkDetector {

    private static final String FOUND = "mrcnn_found";

    private final SharedModel model;
    private final UserDefinedFunction ofContent;
    private final UserDefinedFunction ofFile;
    private final UserDefinedFunction ofImage;

    private SparkDetector(SharedModel model, Broadcast<SerializableConfiguration> hadoop) {
        this.model = model;
        ofContent = function(model, ImageSources::content);
        ofImage = function(model, (Row image, PixelFormat format) -> ImageSources.decoded(image));
        ofFile = function(model, (String path, PixelFormat format) -> ImageSources.file(path, format, hadoop));
    }

    /**
     * Declared nondeterministic so that Spark does not compute a row twice for two of its columns: detection costs more than
     * keeping the row.
     */
    private static <T> UserDefinedFunction function(SharedModel model, DetectedRow.ImageSource<T> source) {
        UDF1<T, Row> detection = value -> DetectedRow.of(model.onExecutor(), source, value);
        return udf(detection, DetectedRow.SCHEMA).asNondeterministic();
    }

    /**
     * Creates a detector from a model file, which is sent to the executors.
     *
     * @param modelFile any path that Hadoop can read, such as {@code hdfs:///models/cells.mrcnn} or {@code /models/cells.mrcnn}
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if the file is not a model file; the message names the fault
     */
    public static SparkDetector of(SparkSession spark, String modelFile) throws IOException {
        SparkContext context = spark.sparkContext();
        SharedModel model = SharedModel.distribute(context, modelFile);
        return new SparkDetector(
                model,
                JavaSparkContext.fromSparkContext(context)
                        .broadcast(new SerializableConfiguration(context.hadoopConfiguration())));
    }

    /**
     * Adds the columns with the detections, and removes the column with the image.
     *
     * @param rows rows of the data source {@code binaryFile} (column {@code content}) or of the data source of decoded images
     *     (column {@code image}), or rows with only a column {@code path}, a file that each executor can read; static or
     *     streaming
     * @throws IllegalArgumentException if there is none of these columns, or a column with the name of an added one
     */
    public Dataset<Row> detect(Dataset<Row> rows) {
        List<String> columns = Arrays.asList(rows.columns());
        for (String added : DetectedRow.SCHEMA.fieldNames()) {
            if (columns.contains(added)) {
                throw new IllegalArgumentException("expected no column " + added + ", which detect adds, found "
                        + columns + "; rename it with withColumnRenamed");
            }
        }
        Dataset<Row> found = rows.withColumn(FOUND, apply(columns));
        for (String field : DetectedRow.SCHEMA.fieldNames()) {
            found = found.withColumn(field, col(FOUND + "." + field));
        }
        return found.drop(FOUND, "content", "image");
    }

    private Column apply(List<String> columns) {
        if (columns.contains("content")) {
            return ofContent.apply(col("content"));
        }
        if (columns.contains("image")) {
            return ofImage.apply(col("image"));
        }
        if (columns.contains("path")) {
            return ofFile.apply(col("path"));
        }
        throw new IllegalArgumentException(
                "expected a column content (data source binaryFile), image (data source image) or path," + " found "
                        + columns);
    }

    /**
     * Registers detection as an SQL function: {@code SELECT path, mrcnn_detect(content).objects FROM scans}. Its argument is
     * the content of an image file; its result is a struct of the columns that {@link #detect} adds.
     */
    public void register(SparkSession spark, String name) {
        spark.udf().register(name, ofContent);
    }

    /** Returns the columns that {@link #detect} adds. */
    public static StructType schema() {
        return DetectedRow.SCHEMA;
    }

    /** Returns the class names of the model by class id, background first. */
    public List<String> labels() {
        return model.labels();
    }
}
