// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.EvaluationPart;
import org.mrcnn.data.evaluation.EvaluationResult;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.data.mask.Rle;
import scala.Tuple2;

/**
 * COCO evaluation of rows from {@link SparkDetector}. Executors match the detections of each image to its ground truth, and the
 * driver accumulates scores and matches. The result equals that of {@link CocoGroundTruth#evaluate}, bit for bit, for any order
 * and partitioning of the rows.
 */
public final class SparkEvaluator {

    private SparkEvaluator() {}

    /**
     * Evaluates rows of detections.
     *
     * @param found a row per image with {@code image_id}, its id in the ground truth, and the columns {@code height}, {@code
     *     width} and {@code objects} of {@link SparkDetector#detect}. Labels are names of categories; objects with other labels
     *     are left out. An image without a row, or with an error in place of objects, counts as an image without detections
     * @param truth the ground truth, read in the driver
     * @throws IllegalArgumentException if a column is missing, or two categories have the same name
     */
    public static EvaluationResult evaluate(Dataset<Row> found, CocoGroundTruth truth, EvaluationSettings settings) {
        for (String column : List.of("image_id", "height", "width", "objects")) {
            if (!List.of(found.columns()).contains(column)) {
                throw new IllegalArgumentException(
                        "expected columns image_id, height, width and objects, found " + List.of(found.columns()));
            }
        }
        JavaSparkContext spark =
                JavaSparkContext.fromSparkContext(found.sparkSession().sparkContext());
        JavaPairRDD<Long, CocoGroundTruth> truths = spark.parallelizePairs(truth.byImage(settings).entrySet().stream()
                .map(image -> new Tuple2<>(image.getKey(), image.getValue()))
                .toList());
        Map<String, Integer> categories = categories(truth);
        JavaPairRDD<Long, List<CocoDetection>> detections = found.select("image_id", "height", "width", "objects")
                .javaRDD()
                .mapToPair(row -> new Tuple2<>(((Number) row.get(0)).longValue(), detections(row, categories)));
        return EvaluationPart.join(truths.cogroup(detections)
                .mapPartitions(images -> parts(images, settings))
                .collect());
    }

    private static Map<String, Integer> categories(CocoGroundTruth truth) {
        Map<String, Integer> ids = new HashMap<>();
        truth.categories().forEach((id, name) -> {
            if (ids.put(name, id) != null) {
                throw new IllegalArgumentException(
                        "ground truth: expected one category of each name, found several called " + name);
            }
        });
        return ids;
    }

    private static List<CocoDetection> detections(Row image, Map<String, Integer> categories) {
        List<CocoDetection> detections = new ArrayList<>();
        if (image.isNullAt(3)) {
            return detections;
        }
        for (Row object : image.<Row>getList(3)) {
            Integer category = categories.get(object.<String>getAs("label"));
            if (category != null) {
                detections.add(new CocoDetection(
                        ((Number) image.get(0)).longValue(),
                        category,
                        CocoDetection.Box.ofCorners(
                                object.<Float>getAs("y1"),
                                object.<Float>getAs("x1"),
                                object.<Float>getAs("y2"),
                                object.<Float>getAs("x2")),
                        Rle.fromString(object.getAs("counts"), image.getInt(1), image.getInt(2)),
                        object.<Float>getAs("score")));
            }
        }
        return detections;
    }

    private static Iterator<EvaluationPart> parts(
            Iterator<Tuple2<Long, Tuple2<Iterable<CocoGroundTruth>, Iterable<List<CocoDetection>>>>> images,
            EvaluationSettings settings) {
        List<EvaluationPart> parts = new ArrayList<>();
        while (images.hasNext()) {
            Tuple2<Long, Tuple2<Iterable<CocoGroundTruth>, Iterable<List<CocoDetection>>>> image = images.next();
            Iterator<CocoGroundTruth> truth = image._2()._1().iterator();
            Iterator<List<CocoDetection>> found = image._2()._2().iterator();
            if (!truth.hasNext()) {
                throw new IllegalArgumentException("a row has image_id " + image._1()
                        + ", which the ground truth does not have; check that both belong to the same data set");
            }
            List<CocoDetection> detections = found.hasNext() ? found.next() : List.of();
            if (found.hasNext()) {
                throw new IllegalArgumentException("image_id " + image._1() + ": expected one row, found more");
            }
            parts.add(EvaluationPart.of(truth.next(), detections, settings));
        }
        return parts.iterator();
    }
}
