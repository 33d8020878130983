// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares parts of an evaluation with the whole evaluation, which is checked against goldens of pycocotools. */
class EvaluationPartTest {

    @TempDir
    private Path folder;

    private static final Random RANDOM = new Random(4);

    /** Returns the joined parts of random images, joined in random order. */
    private static EvaluationResult inParts(
            CocoGroundTruth truth, List<CocoDetection> detections, EvaluationSettings settings) {
        Map<Long, List<CocoDetection>> found =
                detections.stream().collect(Collectors.groupingBy(CocoDetection::imageId));
        List<EvaluationPart> parts = new ArrayList<>();
        truth.byImage(settings)
                .forEach((id, own) ->
                        parts.add(sent(EvaluationPart.of(sent(own), found.getOrDefault(id, List.of()), settings))));
        Collections.shuffle(parts, RANDOM);
        return EvaluationPart.join(parts);
    }

    /** Returns what another process receives. */
    @SuppressWarnings("unchecked")
    private static <T> T sent(T value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
            return (T) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertSame(EvaluationResult found, EvaluationResult expected) {
        assertThat(found.precision()).isEqualTo(expected.precision());
        assertThat(found.recall()).isEqualTo(expected.recall());
        assertThat(found.scores()).isEqualTo(expected.scores());
        assertThat(found.categoryIds()).isEqualTo(expected.categoryIds());
        assertThat(found.metrics()).isEqualTo(expected.metrics());
    }

    @ParameterizedTest
    @ValueSource(strings = {"eval_few_max", "eval_nuclei", "eval_synthetic"})
    void joinedPartsAreTheWhole(String name) throws IOException {
        CocoGroundTruth truth = CocoGroundTruth.read(CocoGolden.unpack(name + "/gt.json", folder));
        for (IouType type : IouType.values()) {
            List<CocoDetection> detections =
                    CocoDetection.readAll(CocoGolden.unpack(name + "/results_" + type.key() + ".json", folder));
            EvaluationSettings settings = EvaluationSettings.defaults(type);
            assertSame(inParts(truth, detections, settings), truth.evaluate(detections, settings));
        }
    }

    /** Ids shared by several annotations, in different images; equal scores; crowds. */
    @ParameterizedTest
    @ValueSource(strings = {"random_evaluations", "hard_evaluations"})
    void joinedPartsOfDamagedDataAreTheWhole(String name) throws IOException {
        for (JsonNode c : CocoGolden.json(name + ".json")) {
            Path file = folder.resolve("gt.json");
            Files.writeString(file, c.get("gt").toString());
            CocoGroundTruth truth = CocoGroundTruth.read(file);
            Files.writeString(file, c.get("results").toString());
            List<CocoDetection> masks = CocoDetection.readAll(file).stream()
                    .map(d -> new CocoDetection(d.imageId(), d.categoryId(), null, d.mask(), d.score()))
                    .toList();
            for (boolean corrected : new boolean[] {false, true}) {
                EvaluationSettings settings =
                        EvaluationSettings.defaults(IouType.SEGM).withCorrected(corrected);
                assertSame(inParts(truth, masks, settings), truth.evaluate(masks, settings));
            }
        }
    }

    @Test
    void partsThatDoNotBelongTogetherAreRefused() {
        CocoDetection.Box box = new CocoDetection.Box(0, 0, 5, 5);
        CocoGroundTruth truth = new CocoGroundTruth(
                List.of(new CocoGroundTruth.Image(7, "a.png", 9, 9)), new TreeMap<>(Map.of(1, "cell")), List.of());
        List<CocoDetection> found = List.of(new CocoDetection(7, 1, box, null, 0.5));
        EvaluationSettings settings = EvaluationSettings.defaults(IouType.BBOX);
        EvaluationPart part = EvaluationPart.of(truth, found, settings);
        assertThatThrownBy(() -> EvaluationPart.join(List.of(part, part))).hasMessageContaining("found image 7 in two");
        EvaluationPart other = EvaluationPart.of(truth, found, settings.withCorrected(true));
        assertThatThrownBy(() -> EvaluationPart.join(List.of(part, other))).hasMessageContaining("the same settings");
        List<CocoDetection> mixed = List.of(found.get(0), new CocoDetection(7, 1, null, null, 0.4));
        assertThatThrownBy(() -> EvaluationPart.of(truth, mixed, settings)).hasMessageContaining("found 1 in 2");
    }
}
