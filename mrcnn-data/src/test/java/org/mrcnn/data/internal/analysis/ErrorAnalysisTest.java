// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGolden;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.EvaluationSettings;
import org.mrcnn.data.evaluation.IouType;

class ErrorAnalysisTest {
    @TempDir
    private Path folder;

    /** One error of each type; the overlap of boxes with side 10 shifted by 1 and 6 is 0.82 and 0.25. */
    private static ErrorAnalysis oneOfEach() {
        return new BoxScene()
                .truth(1, 1, 0, 0) // found
                .truth(1, 1, 0, 30) // near
                .truth(1, 2, 0, 60) // as 1
                .truth(1, 2, 0, 90) // near, as 1
                .truth(1, 2, 0, 120, true)
                .found(1, 1, 0, 1, 0.9)
                .found(1, 1, 1, 0, 0.8) // a duplicate
                .found(1, 1, 6, 30, 0.7)
                .found(1, 1, 1, 60, 0.6)
                .found(1, 1, 6, 90, 0.5)
                .found(1, 1, 90, 0, 0.4) // nothing there
                .found(1, 2, 0, 120, 0.3) // in the crowd: not an error
                .analysis()
                .errors();
    }

    @Test
    void oneOfEachKind() {
        ErrorAnalysis errors = oneOfEach();
        assertThat(errors.falsePositives())
                .extracting(DetectionError::type)
                .containsExactly(
                        ErrorType.DUPLICATE,
                        ErrorType.LOCALIZATION,
                        ErrorType.CLASSIFICATION,
                        ErrorType.BOTH,
                        ErrorType.BACKGROUND);
        assertThat(errors.falsePositives())
                .extracting(e -> e.truth().map(CocoGroundTruth.Annotation::id).orElse(0L))
                .containsExactly(1L, 2L, 3L, 4L, 0L);
        assertThat(errors.falsePositives().get(1).iou()).isEqualTo(0.25);
        assertThat(errors.falseNegatives())
                .extracting(e -> e.truth().orElseThrow().id())
                .containsExactly(2L, 3L, 4L);
        assertThat(errors.falseNegatives())
                .extracting(DetectionError::type)
                .containsExactly(ErrorType.LOCALIZATION, ErrorType.CLASSIFICATION, ErrorType.MISSED);
        assertThat(errors.falseNegatives().get(2).iou()).isEqualTo(0.25);
        assertThat(errors.counts()).hasSize(6).allSatisfy((type, count) -> assertThat(count)
                .isEqualTo(1));
    }

    /** Class 1: one of two objects is found with precision 1. Class 2: none of two is found. AP (51/101 + 0) / 2. */
    @Test
    void gainsWorkedByHand() {
        ErrorAnalysis errors = oneOfEach();
        double half = 51 / 101.0;
        assertThat(errors.averagePrecision()).isCloseTo(half / 2, within(1e-15));
        // the second object at precision 2/3
        assertThat(errors.gains().get(ErrorType.LOCALIZATION))
                .isCloseTo((half + 50 * 2 / 3.0 / 101) / 2 - half / 2, within(1e-15));
        assertThat(errors.gains().get(ErrorType.CLASSIFICATION)).isCloseTo(half / 2, within(1e-15));
        assertThat(errors.gains().get(ErrorType.MISSED)).isZero();
        assertThat(errors.gains().get(ErrorType.BACKGROUND)).isZero();
        assertThat(errors.gainWithoutFalsePositives()).isZero();
        // class 1 has no more objects to find, class 2 has no objects left
        assertThat(errors.gainWithoutFalseNegatives()).isCloseTo((1 - half) / 2, within(1e-15));
    }

    @Test
    void onlyTheBestOfTheErrorsAboutAnObjectIsMended() {
        ErrorAnalysis errors = new BoxScene()
                .truth(1, 1, 0, 0)
                .found(1, 1, 6, 0, 0.9)
                .found(1, 1, 0, 6, 0.8)
                .analysis()
                .errors();
        assertThat(errors.counts()).containsEntry(ErrorType.LOCALIZATION, 2).containsEntry(ErrorType.MISSED, 0);
        assertThat(errors.gains().get(ErrorType.LOCALIZATION)).isCloseTo(1, within(1e-15));
        assertThat(errors.falseNegatives().get(0).detection().orElseThrow().score())
                .isEqualTo(0.9);
    }

    @Test
    void nothingAtAll() {
        BoxScene nothing = new BoxScene().found(1, 1, 0, 0, 0.5);
        ErrorAnalysis errors = nothing.analysis().errors();
        assertThat(errors.averagePrecision()).isNaN();
        assertThat(errors.counts()).containsEntry(ErrorType.BACKGROUND, 1);
        ErrorAnalysis missed = new BoxScene().truth(1, 1, 0, 0).analysis().errors();
        assertThat(missed.falseNegatives()).singleElement().satisfies(e -> {
            assertThat(e.type()).isEqualTo(ErrorType.MISSED);
            assertThat(e.detection()).isEmpty();
            assertThat(e.imageId()).isEqualTo(1);
        });
    }

    /** Cases in which tidecv and this library define the same; see the script that created the numbers. */
    @Test
    void agreesWithTidecv() throws IOException {
        for (JsonNode expected : CocoGolden.json("tide.json")) {
            String type = expected.get("type").asText();
            ErrorAnalysis errors = errorsOf(expected, type);
            String where = expected.get("name") + " " + expected.path("index") + " " + type;
            assertThat(errors.averagePrecision())
                    .as(where)
                    .isCloseTo(expected.get("ap").asDouble(), within(1e-12));
            errors.gains().forEach((kind, gain) -> assertThat(gain)
                    .as(where + " " + kind)
                    .isCloseTo(expected.get("gains").get(kind.shortName()).asDouble(), within(1e-12)));
            errors.counts().forEach((kind, count) -> assertThat(count)
                    .as(where + " " + kind)
                    .isEqualTo(expected.get("counts").get(kind.shortName()).asInt()));
            assertThat(errors.gainWithoutFalsePositives())
                    .as(where)
                    .isCloseTo(expected.get("special").get("FalsePos").asDouble(), within(1e-12));
            assertThat(errors.gainWithoutFalseNegatives())
                    .as(where)
                    .isCloseTo(expected.get("special").get("FalseNeg").asDouble(), within(1e-12));
        }
    }

    private ErrorAnalysis errorsOf(JsonNode expected, String type) throws IOException {
        String name = expected.get("name").asText();
        Path truthFile;
        Path resultsFile;
        if (expected.has("index")) {
            JsonNode drawn =
                    CocoGolden.json(name + ".json").get(expected.get("index").asInt());
            truthFile =
                    Files.writeString(folder.resolve("gt.json"), drawn.get("gt").toString());
            resultsFile = Files.writeString(
                    folder.resolve("results.json"), drawn.get("results").toString());
        } else {
            truthFile = CocoGolden.unpack(name + "/gt.json", folder);
            resultsFile = CocoGolden.unpack(name + "/results_" + type + ".json", folder);
        }
        CocoGroundTruth truth = CocoGroundTruth.read(truthFile);
        List<CocoGroundTruth.Annotation> objects =
                truth.annotations().stream().filter(a -> !a.crowd()).toList();
        Set<Integer> known =
                objects.stream().map(CocoGroundTruth.Annotation::categoryId).collect(Collectors.toSet());
        List<CocoDetection> all = CocoDetection.readAll(resultsFile);
        List<CocoDetection> found = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            CocoDetection d = all.get(i);
            if (known.contains(d.categoryId())) {
                found.add(new CocoDetection(d.imageId(), d.categoryId(), d.box(), d.mask(), d.score() - 1e-7 * i));
            }
        }
        EvaluationSettings settings = EvaluationSettings.defaults(type.equals("bbox") ? IouType.BBOX : IouType.SEGM)
                .withMaxDetections(List.of(1000));
        return Analysis.of(new CocoGroundTruth(truth.images(), truth.categories(), objects), found, settings, 0.5)
                .errors();
    }
}
