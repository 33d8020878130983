// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.EvaluationResult;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.data.evaluation.IouType;
import org.mrcnn.data.mask.Rle;

/** Compares the evaluation of shuffled rows with that of a single list. */
class SparkEvaluatorTest {

    private static final int IMAGES = 30;
    private static final int SIDE = 200;
    private static final Map<Integer, String> CATEGORIES = Map.of(3, "round", 8, "long");

    private final Random random = new Random(11);
    private final List<CocoGroundTruth.Annotation> truths = new ArrayList<>();
    private final List<CocoDetection> detections = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    /** Creates small, medium and large objects, crowds, and detections near them, several with the same score. */
    private CocoGroundTruth make() {
        List<CocoGroundTruth.Image> images = new ArrayList<>();
        for (int image = 0; image < IMAGES; image++) {
            images.add(new CocoGroundTruth.Image(image, image + ".png", SIDE, SIDE));
            List<Row> objects = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int side = List.of(9, 20, 60, 99).get(random.nextInt(4));
                int[] corner = {random.nextInt(SIDE - side - 8), random.nextInt(SIDE - side - 8)};
                int category = random.nextBoolean() ? 3 : 8;
                addTruth(image, category, corner, side);
                int moved = random.nextInt(8);
                addDetection(image, category, new int[] {corner[0] + moved, corner[1]}, side, objects);
            }
            boolean unusable = image == 4;
            if (unusable) {
                detections.removeIf(d -> d.imageId() == 4);
            }
            rows.add(RowFactory.create((long) image, SIDE, SIDE, unusable ? null : objects.toArray(), null));
        }
        detections.removeIf(d -> d.imageId() == 7);
        rows.remove(7);
        return new CocoGroundTruth(images, new TreeMap<>(CATEGORIES), truths);
    }

    private void addTruth(int image, int category, int[] corner, int side) {
        Rle mask = Rle.fromBox(new double[] {corner[1], corner[0], side, side}, SIDE, SIDE);
        boolean crowd = random.nextInt(20) == 0;
        truths.add(new CocoGroundTruth.Annotation(
                truths.size() + 1,
                image,
                category,
                CocoDetection.Box.ofCorners(corner[0], corner[1], corner[0] + side, corner[1] + side),
                mask,
                mask.area(),
                crowd,
                false));
    }

    private void addDetection(int image, int category, int[] corner, int side, List<Row> objects) {
        Rle mask = Rle.fromBox(new double[] {corner[1], corner[0], side, side}, SIDE, SIDE);
        float score = random.nextInt(1, 10) / 10f;
        float[] box = {corner[0], corner[1], corner[0] + side, corner[1] + side};
        boolean known = random.nextInt(8) > 0;
        if (known) {
            CocoDetection.Box own = CocoDetection.Box.ofCorners(box[0], box[1], box[2], box[3]);
            detections.add(new CocoDetection(image, category, own, mask, score));
        }
        objects.add(RowFactory.create(
                1,
                known ? CATEGORIES.get(category) : "of no category",
                score,
                box[0],
                box[1],
                box[2],
                box[3],
                mask.area(),
                mask.toCocoString()));
    }

    private static StructType columns() {
        StructType columns = new StructType().add("image_id", DataTypes.LongType);
        for (StructField field : SparkDetector.schema().fields()) {
            columns = columns.add(field);
        }
        return columns;
    }

    @Test
    void metricsAreThoseOfOneListToTheLastBit() {
        SparkSession spark = LocalSpark.session();
        CocoGroundTruth truth = make();
        Collections.shuffle(rows, random);
        Dataset<Row> found = spark.createDataFrame(rows, columns()).repartition(3);
        for (IouType type : IouType.values()) {
            EvaluationSettings settings = EvaluationSettings.defaults(type);
            EvaluationResult expected = truth.evaluate(detections, settings);
            EvaluationResult result = SparkEvaluator.evaluate(found, truth, settings);
            assertThat(expected.metrics().get("AP")).isBetween(0.1, 0.9);
            assertThat(result.metrics()).isEqualTo(expected.metrics());
            assertThat(result.precision()).isEqualTo(expected.precision());
            assertThat(result.scores()).isEqualTo(expected.scores());
        }
    }

    @Test
    void rowsThatDoNotBelongToTheGroundTruthAreRefused() {
        SparkSession spark = LocalSpark.session();
        CocoGroundTruth truth = make();
        EvaluationSettings settings = EvaluationSettings.defaults(IouType.BBOX);
        Dataset<Row> found = spark.createDataFrame(rows, columns());
        Dataset<Row> twice = found.union(found.where("image_id = 9"));
        assertThatThrownBy(() -> SparkEvaluator.evaluate(twice, truth, settings))
                .hasMessageContaining("image_id 9: expected one row");
        Dataset<Row> other = found.withColumn("image_id", functions.expr("image_id + 1"));
        assertThatThrownBy(() -> SparkEvaluator.evaluate(other, truth, settings))
                .hasMessageContaining("image_id " + IMAGES);
        assertThatThrownBy(() -> SparkEvaluator.evaluate(found.drop("image_id"), truth, settings))
                .hasMessageContaining("expected columns image_id");
    }
}
