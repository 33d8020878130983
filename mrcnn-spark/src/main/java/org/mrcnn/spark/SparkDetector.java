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
 * Finds objects in the images of a DataFrame. Each executor loads the model once and keeps it for later jobs; its tasks share it.
 *
 * <pre>{@code
 * SparkDetector detector = SparkDetector.of(spark, "hdfs:///models/cells.mrcnn");
 * Dataset<Row> images = spark.read().format("binaryFile").load("hdfs:///scans/*.png");
 * detector.detect(images).select("path", "objects.label", "objects.score").show();
 * }</pre>
 *
 * <p>The columns that it adds:
 *
 * <ul>
 *   <li>{@code height}, {@code width}: of the image, in pixels
 *   <li>{@code objects}: an array of structs with {@code class_id}, {@code label}, {@code score}; {@code y1}, {@code x1}, {@code
 *       y2}, {@code x2}, the box in pixels of the image; {@code area}, pixels of the mask; {@code counts}, the mask as COCO's
 *       compressed run lengths, which {@link org.mrcnn.data.mask.Rle#fromString} and pycocotools read
 *   <li>{@code error}: why the image has no objects, such as a damaged file; null otherwise
 * </ul>
 *
 * <p>A row depends on its image and the model only: order, partitions, retries and speculation do not change it.
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

    /** Spark may not compute a row again because two of its columns are wanted: detection costs more than keeping the row. */
    private static <T> UserDefinedFunction function(SharedModel model, DetectedRow.ImageSource<T> source) {
        UDF1<T, Row> detection = value -> DetectedRow.of(model.onExecutor(), source, value);
        return udf(detection, DetectedRow.SCHEMA).asNondeterministic();
    }

    /**
     * Reads a model and hands it to the executors.
     *
     * @param modelFile any path that Hadoop reads, such as {@code hdfs:///models/cells.mrcnn} or {@code /models/cells.mrcnn}
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException naming the fault when it is not a model file; found here, not in the first task
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
     * Adds the columns of the detections, and leaves out the column that holds the image.
     *
     * @param images rows of the data source {@code binaryFile} (column {@code content}), of the data source {@code image} (column
     *     {@code image}), or with a column {@code path} only, a file that each executor can read; static or streaming
     * @throws IllegalArgumentException when there is none of these columns, or one of those that are added
     */
    public Dataset<Row> detect(Dataset<Row> images) {
        List<String> columns = Arrays.asList(images.columns());
        for (String added : DetectedRow.SCHEMA.fieldNames()) {
            if (columns.contains(added)) {
                throw new IllegalArgumentException("expected no column " + added + ", which detect adds, found " + columns
                        + "; rename it with withColumnRenamed");
            }
        }
        Dataset<Row> found = images.withColumn(FOUND, apply(columns));
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
        throw new IllegalArgumentException("expected a column content (data source binaryFile), image (data source image) or path,"
                + " found " + columns);
    }

    /**
     * Makes the detection a function of SQL: {@code SELECT path, mrcnn_detect(content).objects FROM scans}. Its argument is the
     * content of an image file, its result a struct of the columns that {@link #detect} adds.
     */
    public void register(SparkSession spark, String name) {
        spark.udf().register(name, ofContent);
    }

    /** The columns that {@link #detect} adds. */
    public static StructType schema() {
        return DetectedRow.SCHEMA;
    }

    /** Class names of the model; position 0 is the background. */
    public List<String> labels() {
        return model.labels();
    }
}
