// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.mask.Rle;

class CocoEvaluatorTest {
    private static final EvaluationSettings BOXES = EvaluationSettings.defaults(IouType.BBOX);

    /** pycocotools adds 2.2e-16 to the divisor, so that even a perfect precision is slightly below 1. */
    private static final Offset<Double> EPSILON = offset(1e-14);

    private static final AtomicInteger LAST_ID = new AtomicInteger();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"eval_few_max", "eval_many", "eval_nuclei", "eval_synthetic"})
    void agreesWithPycocotools(String name) throws IOException {
        JsonNode about = CocoGolden.json(name + "/case.json");
        CocoGroundTruth truth = CocoGroundTruth.read(CocoGolden.unpack(name + "/gt.json", folder));
        for (IouType type : IouType.values()) {
            String key = type.key();
            EvaluationSettings settings = limits(
                    EvaluationSettings.defaults(type), about.get("params").get("maxDets"));
            List<CocoDetection> detections =
                    CocoDetection.readAll(CocoGolden.unpack(name + "/results_" + key + ".json", folder));
            EvaluationResult result = truth.evaluate(detections, settings);
            assertThat(result.precision()).isEqualTo(CocoGolden.doubles(name + "/precision_" + key + ".npy"));
            assertThat(result.recall()).isEqualTo(CocoGolden.doubles(name + "/recall_" + key + ".npy"));
            double[] stats = StreamSupport.stream(about.get("values").get(key).spliterator(), false)
                    .mapToDouble(JsonNode::asDouble)
                    .toArray();
            assertThat(result.stats()).isEqualTo(stats);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"random_evaluations", "hard_evaluations"})
    void agreesWithPycocotoolsOnDamagedData(String name) throws IOException {
        JsonNode cases = CocoGolden.json(name + ".json");
        double[] expected = CocoGolden.doubles(name + ".npy");
        int at = 0;
        for (JsonNode c : cases) {
            Path file = folder.resolve("gt.json");
            Files.writeString(file, c.get("gt").toString());
            CocoGroundTruth truth = CocoGroundTruth.read(file);
            Files.writeString(file, c.get("results").toString());
            List<CocoDetection> detections = CocoDetection.readAll(file);
            for (IouType type : IouType.values()) {
                EvaluationSettings settings = limits(EvaluationSettings.defaults(type), c.get("maxDets"));
                if (!c.get("iouThrs").isNull()) {
                    settings = settings.withIouThresholds(
                            StreamSupport.stream(c.get("iouThrs").spliterator(), false)
                                    .map(JsonNode::doubleValue)
                                    .toList());
                }
                // the script gave pycocotools either boxes or masks
                List<CocoDetection> own = detections.stream()
                        .map(d -> type == IouType.BBOX
                                ? d
                                : new CocoDetection(d.imageId(), d.categoryId(), null, d.mask(), d.score()))
                        .toList();
                EvaluationResult result = truth.evaluate(own, settings);
                for (double[] found : List.of(result.precision(), result.recall(), result.scores(), result.stats())) {
                    assertThat(found).isEqualTo(Arrays.copyOfRange(expected, at, at + found.length));
                    at += found.length;
                }
            }
        }
        assertThat(at).isEqualTo(expected.length);
    }

    @ParameterizedTest
    @EnumSource
    void perfectDetectionsScoreOne(IouType type) {
        Rle mask = Rle.fromBox(new double[] {2, 2, 6, 6}, 20, 20);
        CocoDetection.Box box = new CocoDetection.Box(2, 2, 6, 6);
        EvaluationResult result = CocoEvaluator.evaluate(
                List.of(new CocoGroundTruth.Annotation(3, 1, 7, box, mask, 36, false, false)),
                List.of(new CocoDetection(1, 7, box, mask, 0.9)),
                EvaluationSettings.defaults(type));
        assertThat(result.categoryIds()).containsExactly(7);
        assertThat(result.metrics().get("AP")).isCloseTo(1.0, EPSILON);
        assertThat(result.metrics().get("APsmall")).isCloseTo(1.0, EPSILON);
        assertThat(result.metrics()).containsEntry("APlarge", -1.0).containsEntry("AR1", 1.0);
        assertThat(result.scores()[0]).isEqualTo(0.9);
    }

    /**
     * Two objects, detections by score: correct, wrong, correct. Precision 1, 1/2, 2/3; the envelope is 1 up to recall 1/2 (51
     * levels), then 2/3 (50 levels).
     */
    @Test
    void averagePrecisionWorkedByHand() {
        List<CocoGroundTruth.Annotation> truths = List.of(truth(1, 0, 0, 10, 10), truth(1, 50, 50, 10, 10));
        List<CocoDetection> detections =
                List.of(found(1, 0, 0, 10, 10, 0.9), found(1, 200, 0, 10, 10, 0.8), found(1, 50, 50, 10, 10, 0.7));
        EvaluationResult result = CocoEvaluator.evaluate(truths, detections, BOXES);
        double expected = (51 + 50 * (2.0 / 3.0)) / 101;
        assertThat(result.metrics().get("AP")).isCloseTo(expected, EPSILON);
        assertThat(result.metrics()).containsEntry("AR1", 0.5).containsEntry("AR10", 1.0);
    }

    /** One of two detections with equal scores is correct; the one that is first in image order counts first. */
    @Test
    void equalScoresKeepTheOrderOfImagesAndLists() {
        List<CocoGroundTruth.Annotation> truths = List.of(truth(1, 0, 0, 10, 10));
        CocoDetection right = found(1, 0, 0, 10, 10, 0.5);
        CocoDetection wrong = found(1, 50, 0, 10, 10, 0.5);
        CocoDetection wrongElsewhere = found(2, 50, 0, 10, 10, 0.5);
        assertThat(ap50(truths, List.of(right, wrong))).isCloseTo(1.0, EPSILON);
        assertThat(ap50(truths, List.of(wrong, right))).isCloseTo(0.5, EPSILON);
        assertThat(ap50(truths, List.of(wrongElsewhere, right))).isCloseTo(1.0, EPSILON);
    }

    @Test
    void aCrowdAbsorbsDetectionsWithoutCounting() {
        CocoGroundTruth.Annotation crowd = new CocoGroundTruth.Annotation(
                id(), 1, 1, new CocoDetection.Box(100, 100, 50, 50), null, 2500, true, false);
        List<CocoGroundTruth.Annotation> truths = List.of(crowd, truth(1, 0, 0, 10, 10));
        List<CocoDetection> detections =
                List.of(found(1, 100, 100, 10, 10, 0.9), found(1, 120, 110, 10, 10, 0.8), found(1, 0, 0, 10, 10, 0.7));
        assertThat(ap50(truths, detections)).isCloseTo(1.0, EPSILON);
    }

    @Test
    void ignoreFlagAndLargestLimitCountOnlyWhenCorrected() {
        CocoGroundTruth.Annotation ignored = new CocoGroundTruth.Annotation(
                id(), 1, 1, new CocoDetection.Box(50, 50, 10, 10), null, 100, false, true);
        List<CocoGroundTruth.Annotation> truths = List.of(ignored, truth(1, 0, 0, 10, 10));
        List<CocoDetection> detections = List.of(found(1, 0, 0, 10, 10, 0.7));
        EvaluationSettings settings = BOXES.withMaxDetections(List.of(1, 5, 20));
        EvaluationResult plain = CocoEvaluator.evaluate(truths, detections, settings);
        assertThat(plain.metrics()).containsEntry("AP", -1.0).containsEntry("AR20", 0.5);
        EvaluationResult corrected = CocoEvaluator.evaluate(truths, detections, settings.withCorrected(true));
        assertThat(corrected.metrics()).containsEntry("AR20", 1.0);
        assertThat(corrected.metrics().get("AP")).isCloseTo(1.0, EPSILON);
    }

    /** pycocotools stores the id of a match and interprets 0 as none: the object counts, but cannot be found. */
    @Test
    void theIdZeroCannotBeFoundUnlessCorrected() {
        CocoGroundTruth.Annotation zero =
                new CocoGroundTruth.Annotation(0, 1, 1, new CocoDetection.Box(0, 0, 10, 10), null, 100, false, false);
        List<CocoDetection> detections = List.of(found(1, 0, 0, 10, 10, 0.7));
        assertThat(CocoEvaluator.evaluate(List.of(zero), detections, BOXES).metrics())
                .containsEntry("AR100", 0.0)
                .containsEntry("AP50", 0.0);
        assertThat(CocoEvaluator.evaluate(List.of(zero), detections, BOXES.withCorrected(true))
                        .metrics())
                .containsEntry("AR100", 1.0);
    }

    /** pycocotools looks up objects by id: the last object with an id replaces all others with that id. */
    @Test
    void theLastOfEqualIdsStandsForAllUnlessCorrected() {
        CocoGroundTruth.Annotation first =
                new CocoGroundTruth.Annotation(7, 1, 1, new CocoDetection.Box(0, 0, 10, 10), null, 100, false, false);
        CocoGroundTruth.Annotation last =
                new CocoGroundTruth.Annotation(7, 1, 1, new CocoDetection.Box(50, 0, 10, 10), null, 100, false, false);
        List<CocoDetection> atFirst = List.of(found(1, 0, 0, 10, 10, 0.7));
        List<CocoDetection> twiceAtLast = List.of(found(1, 50, 0, 10, 10, 0.7), found(1, 50, 0, 10, 10, 0.6));
        List<CocoGroundTruth.Annotation> truths = List.of(first, last);
        assertThat(CocoEvaluator.evaluate(truths, atFirst, BOXES).metrics()).containsEntry("AR100", 0.0);
        assertThat(CocoEvaluator.evaluate(truths, twiceAtLast, BOXES).metrics()).containsEntry("AR100", 1.0);
        EvaluationSettings corrected = BOXES.withCorrected(true);
        assertThat(CocoEvaluator.evaluate(truths, atFirst, corrected).metrics()).containsEntry("AR100", 0.5);
        assertThat(CocoEvaluator.evaluate(truths, twiceAtLast, corrected).metrics())
                .containsEntry("AR100", 0.5);
    }

    @Test
    void nothingToMeasureIsMinusOneAndNothingFoundIsZero() {
        assertThat(CocoEvaluator.evaluate(List.of(), List.of(), BOXES).stats()).containsOnly(-1);
        EvaluationResult missed = CocoEvaluator.evaluate(List.of(truth(1, 0, 0, 10, 10)), List.of(), BOXES);
        assertThat(missed.stats()).containsExactly(0, 0, 0, 0, -1, -1, 0, 0, 0, 0, -1, -1);
        EvaluationResult invented = CocoEvaluator.evaluate(List.of(), List.of(found(1, 0, 0, 5, 5, 1)), BOXES);
        assertThat(invented.stats()).containsOnly(-1);
    }

    @Test
    void chosenCategoriesLeaveTheRestOutAndCountIt() {
        EvaluationResult result = CocoEvaluator.evaluate(
                List.of(truth(1, 0, 0, 10, 10)),
                List.of(found(1, 0, 0, 10, 10, 1)),
                BOXES.withCategoryIds(List.of(5, 3, 5)));
        assertThat(result.categoryIds()).containsExactly(3, 5);
        assertThat(result.stats()).containsOnly(-1);
    }

    @Test
    void resultArraysAreCopies() {
        EvaluationResult result = CocoEvaluator.evaluate(List.of(truth(1, 0, 0, 10, 10)), List.of(), BOXES);
        result.stats()[0] = 9;
        result.recall()[0] = 9;
        assertThat(result.stats()[0]).isZero();
        assertThat(result.recall()[0]).isZero();
    }

    @Test
    void missingOrUnequalMasksNameTheImage() {
        Rle small = new Rle(4, 4, new int[] {0, 16});
        Rle wide = new Rle(4, 5, new int[] {0, 20});
        EvaluationSettings masks = EvaluationSettings.defaults(IouType.SEGM);
        List<CocoGroundTruth.Annotation> truths =
                List.of(new CocoGroundTruth.Annotation(5, 31, 1, null, small, 16, false, false));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> CocoEvaluator.evaluate(truths, List.of(new CocoDetection(31, 1, null, wide, 1)), masks))
                .withMessageContaining("image 31")
                .withMessageContaining("4x5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CocoEvaluator.evaluate(truths, List.of(found(31, 0, 0, 1, 1, 1)), masks))
                .withMessageContaining("a detection (image 31, category 1, score 1.0) has no segmentation");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CocoEvaluator.evaluate(truths, List.of(found(31, 0, 0, 1, 1, 1)), BOXES))
                .withMessageContaining("annotation 5 (image 31, category 1) has no bbox");
    }

    @Test
    void valuesAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> found(8, 0, 0, 1, 1, Double.NaN))
                .withMessageContaining("image 8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CocoDetection.Box(0, 0, Double.POSITIVE_INFINITY, 1))
                .withMessageContaining("Infinity");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CocoGroundTruth.Annotation(5, 8, 1, null, null, Double.NaN, false, false))
                .withMessageContaining("image 8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BOXES.withMaxDetections(List.of(0, 10, 100)))
                .withMessageContaining("[0, 10, 100]");
        for (List<Double> wrong : List.of(List.<Double>of(), List.of(0.5, 1.5), List.of(-0.5), List.of(Double.NaN))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> BOXES.withIouThresholds(wrong))
                    .withMessageContaining("iouThresholds");
        }
    }

    @Test
    void manyDetectionsOfOneImageAreCutToTheLimit() {
        List<CocoDetection> detections = Collections.nCopies(150, found(1, 200, 0, 10, 10, 0.5));
        EvaluationResult result = CocoEvaluator.evaluate(
                List.of(truth(1, 0, 0, 10, 10)),
                Stream.concat(detections.stream(), List.of(found(1, 0, 0, 10, 10, 0.5)).stream())
                        .toList(),
                BOXES);
        assertThat(result.metrics()).containsEntry("AR100", 0.0);
    }

    private static double ap50(List<CocoGroundTruth.Annotation> truths, List<CocoDetection> detections) {
        return CocoEvaluator.evaluate(truths, detections, BOXES).metrics().get("AP50");
    }

    private static int id() {
        return LAST_ID.incrementAndGet();
    }

    private static CocoGroundTruth.Annotation truth(long image, double x, double y, double w, double h) {
        return new CocoGroundTruth.Annotation(
                id(), image, 1, new CocoDetection.Box(x, y, w, h), null, w * h, false, false);
    }

    private static CocoDetection found(long image, double x, double y, double w, double h, double score) {
        return new CocoDetection(image, 1, new CocoDetection.Box(x, y, w, h), null, score);
    }

    private static EvaluationSettings limits(EvaluationSettings settings, JsonNode limits) {
        return settings.withMaxDetections(StreamSupport.stream(limits.spliterator(), false)
                .map(JsonNode::intValue)
                .toList());
    }
}
