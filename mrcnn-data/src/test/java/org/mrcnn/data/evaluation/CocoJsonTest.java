// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.mask.Rle;

class CocoJsonTest {
    private static final String IMAGES = "\"images\":[{\"id\":7,\"width\":3,\"height\":2},{\"id\":5}]";
    private static final String CATEGORIES = "\"categories\":[{\"id\":9,\"name\":\"cell\"},{\"id\":2}]";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("some.json");
    }

    @Test
    void resultsSurviveWritingAndReading() throws IOException {
        List<CocoDetection> detections = List.of(
                new CocoDetection(1L << 40, 3, new CocoDetection.Box(0.1, 1 / 3.0, 1e-9, 1e9), null, 0.1f),
                new CocoDetection(2, 1, null, new Rle(2, 3, new int[] {1, 2, 3}), Math.nextDown(1.0)));
        CocoDetection.writeAll(file, detections);
        assertThat(CocoDetection.readAll(file)).isEqualTo(detections);
        assertThat(file).content().contains("\"segmentation\":{\"size\":[2,3],\"counts\":\"123\"}");
        assertThat(file)
                .hasContent("[" + detections.get(0).toJson(Map.of()) + ","
                        + detections.get(1).toJson(Map.of()) + "]");
    }

    /** A data set refers to the text "scan-7" by the first 53 bits of SHA-256 over eight bytes 0 and the text. */
    @Test
    void imageIdsMayBeTexts() throws IOException {
        long number = 4_796_710_543_587_895L;
        List<CocoDetection> detections = List.of(
                new CocoDetection(number, 9, new CocoDetection.Box(0, 0, 1, 2), null, 0.5),
                new CocoDetection(5, 9, new CocoDetection.Box(0, 0, 1, 2), null, 0.25));
        CocoDetection.writeAll(file, detections, Map.of(number, "scan-7"));
        assertThat(file).content().contains("{\"image_id\":\"scan-7\",", "{\"image_id\":5,");
        assertThat(CocoDetection.readAll(file)).isEqualTo(detections);

        write("{\"images\":[{\"id\":\"scan-7\"},{\"id\":\"5\"}]," + CATEGORIES
                + ",\"annotations\":[{\"id\":1,\"image_id\":\"scan-7\",\"category_id\":9,\"area\":1}]}");
        Findings notes = new Findings(BadDataPolicy.SKIP);
        CocoGroundTruth truth = CocoGroundTruth.read(file, true, notes);
        assertThat(truth.images()).extracting(CocoGroundTruth.Image::id).containsExactly(5L, number);
        assertThat(truth.annotations())
                .extracting(CocoGroundTruth.Annotation::imageId)
                .containsExactly(number);
        assertThat(notes.report(2, 1).counts()).isEqualTo(Map.of(DataProblem.EVALUATION_IDS, 1));
        assertThat(notes.report(2, 1).toString())
                .contains(
                        "some.json",
                        "expected whole numbers as ids of the images, found \"scan-7\": detections of one");
    }

    @Test
    void resultsMayHaveRunsAsAList() throws IOException {
        write("[{\"image_id\":1,\"category_id\":2,\"score\":1,\"bbox\":[],"
                + "\"segmentation\":{\"size\":[2,3],\"counts\":[1,2,3]}}]");
        assertThat(CocoDetection.readAll(file))
                .containsExactly(new CocoDetection(1, 2, null, new Rle(2, 3, new int[] {1, 2, 3}), 1));
        write("[]");
        assertThat(CocoDetection.readAll(file)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{}| results: expected a list, found an object",
                "| results: expected a list",
                "[1]| results[0]: expected an object",
                "[{\"score\":1,\"score\":0.5}]| results[0].score: expected one value, found another of this name",
                "[{\"segmentation\":{\"size\":[2,3],\"counts\":[6],\"counts\":[1,5]}}]|"
                        + " results[0].segmentation.counts: expected one value, found another of this name",
                "[{]| not valid JSON",
                "version https://git-lfs.github.com/spec/v1| not valid JSON: a pointer of Git LFS",
                "[{\"image_id\":1,\"category_id\":1,\"score\":1}| not valid JSON",
                "[{\"category_id\":1,\"score\":1}]| results[0].image_id: expected a whole number or a text, found nothing",
                "[{\"image_id\":1.5,\"category_id\":1,\"score\":1}]| image_id: expected a whole number, found 1.5",
                "[{\"image_id\":1,\"category_id\":5000000000,\"score\":1}]| category_id: expected a 32-bit number",
                "[{\"image_id\":1,\"category_id\":1,\"score\":\"high\"}]| results[0].score: expected a number, found \"high\"",
                "[{\"image_id\":1,\"category_id\":1,\"score\":1e999}]| results[0].score: expected a finite number, found 1e999",
                "[{\"image_id\":1,\"category_id\":1,\"score\":NaN}]| results[0].score: expected a finite number, found NaN",
                "[{\"image_id\":1,\"category_id\":1,\"score\":1,\"bbox\":[1,2,3]}]| bbox: expected x, y, width, height",
                "[{\"image_id\":1,\"category_id\":1,\"score\":1,\"bbox\":[1,2,3,\"a\"]}]| bbox: expected numbers only",
                "[{\"image_id\":1,\"category_id\":1,\"score\":1,\"segmentation\":[[1,2]]}]| found polygons, and no size of the image",
                "[{\"image_id\":1,\"category_id\":1,\"score\":1,\"segmentation\":{\"size\":[2,3],\"counts\":\"~\"}}]|"
                        + " results[0].segmentation: RLE counts string: character U+007E",
                "[{\"image_id\":1,\"category_id\":1,\"score\":1,\"segmentation\":{\"size\":[2,3],\"counts\":[1.5]}}]|"
                        + " counts[0] is 1.5",
                "[{\"image_id\":1,\"category_id\":1,\"score\":1,\"segmentation\":{\"size\":[2],\"counts\":[6]}}]|"
                        + " size must be height, width",
                "[{\"image_id\":1,\"category_id\":1,\"score\":1,\"segmentation\":{\"counts\":[6]}}]|"
                        + " size: expected a list of numbers, found nothing"
            })
    void damagedResultsAreNamed(String json, String message) throws IOException {
        write(json == null ? "" : json);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CocoDetection.readAll(file))
                .withMessageContaining("some.json")
                .withMessageContaining(message);
    }

    @Test
    void groundTruthHasAllImagesAndCategoriesWhateverTheOrderOfTheFile() throws IOException {
        write("{\"info\":{\"a\":[1]},\"annotations\":[{\"id\":1,\"image_id\":7,\"category_id\":9,\"bbox\":[0,0,1,2],"
                + "\"area\":2,\"iscrowd\":0,\"segmentation\":[[0,0,0,2,1,2,1,0]]},{\"id\":2,\"image_id\":7,"
                + "\"category_id\":9,\"area\":3.5,\"iscrowd\":1,\"ignore\":1,"
                + "\"segmentation\":{\"size\":[2,3],\"counts\":[3,3]}},{\"id\":3,\"image_id\":5,\"category_id\":2,"
                + "\"area\":1,\"segmentation\":[]}]," + IMAGES + "," + CATEGORIES + "}");
        CocoGroundTruth truth = CocoGroundTruth.read(file);
        assertThat(truth.images()).extracting(CocoGroundTruth.Image::id).containsExactly(5L, 7L);
        assertThat(truth.categories().keySet()).containsExactly(2, 9);
        assertThat(truth.categories()).containsEntry(9, "cell");
        CocoDetection.Box box = new CocoDetection.Box(0, 0, 1, 2);
        assertThat(truth.annotations())
                .containsExactly(
                        new CocoGroundTruth.Annotation(
                                1, 7, 9, box, new Rle(2, 3, new int[] {0, 2, 4}), 2, false, false),
                        new CocoGroundTruth.Annotation(2, 7, 9, null, new Rle(2, 3, new int[] {3, 3}), 3.5, true, true),
                        new CocoGroundTruth.Annotation(3, 5, 2, null, null, 1, null, false));
        assertThat(CocoGroundTruth.readBoxes(file).annotations())
                .extracting(CocoGroundTruth.Annotation::mask)
                .containsOnlyNulls();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "\"image_id\":7.5,\"category_id\":9,\"area\":1| annotations[0].image_id: expected a whole number, found 7.5",
                "\"image_id\":7,\"area\":1| annotations[0].category_id: expected a whole number",
                "\"image_id\":7,\"category_id\":9| annotations[0].area: expected a number, found nothing",
                "\"image_id\":7,\"category_id\":9,\"area\":1,\"area\":2| annotations[0].area: expected one value",
                "\"image_id\":7,\"category_id\":9,\"area\":1,\"iscrowd\":\"yes\"| iscrowd: expected 0 or 1",
                "\"image_id\":7,\"category_id\":9,\"area\":1,\"iscrowd\":NaN| iscrowd: expected 0 or 1, found NaN",
                "\"image_id\":7,\"category_id\":9,\"area\":1,\"segmentation\":[[1,1,2,2,3]]|"
                        + " annotations[0].segmentation (image 7): polygon has 5 numbers",
                "\"image_id\":7,\"category_id\":9,\"area\":1,\"segmentation\":[1,1,2,2]| expected a list of numbers",
                "\"image_id\":7,\"category_id\":9,\"area\":1,\"segmentation\":\"x\"| expected run lengths",
                "\"image_id\":5,\"category_id\":9,\"area\":1,\"segmentation\":[[1,1,2,2,3,3]]|"
                        + " image 5.height: expected a whole number, found nothing"
            })
    void damagedAnnotationsAreNamed(String annotation, String message) throws IOException {
        write("{" + IMAGES + "," + CATEGORIES + ",\"annotations\":[{\"id\":1," + annotation + "}]}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CocoGroundTruth.read(file))
                .withMessageContaining("some.json")
                .withMessageContaining(message);
    }

    @Test
    void filesOfAnotherKindAreNamed() throws IOException {
        write("{" + IMAGES + "}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CocoGroundTruth.read(file))
                .withMessageContaining("no \"categories\"");
        write("[]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CocoGroundTruth.read(file))
                .withMessageContaining("expected an object");
        write("{\"images\":{}}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CocoGroundTruth.read(file))
                .withMessageContaining("images: expected a list");
        write("{" + IMAGES);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CocoGroundTruth.read(file))
                .withMessageContaining("not valid JSON");
        assertThatThrownBy(() -> CocoGroundTruth.read(folder.resolve("none.json")))
                .isInstanceOfAny(NoSuchFileException.class, FileNotFoundException.class)
                .hasMessageContaining("none.json");
    }

    @Test
    void detectionsOfForeignImagesAreRefusedAndForeignCategoriesCounted() throws IOException {
        write("{" + IMAGES + "," + CATEGORIES + "}");
        CocoGroundTruth truth = CocoGroundTruth.read(file);
        EvaluationSettings settings = EvaluationSettings.defaults(IouType.BBOX);
        CocoDetection.Box box = new CocoDetection.Box(0, 0, 1, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> truth.evaluate(List.of(new CocoDetection(6, 9, box, null, 1)), settings))
                .withMessageContaining("image id 6")
                .withMessageContaining("2 images");
        EvaluationResult result = truth.evaluate(List.of(new CocoDetection(7, 4, box, null, 1)), settings);
        assertThat(truth.leftOut(List.of(new CocoDetection(7, 4, box, null, 1))))
                .isEqualTo(1);
        assertThat(result.categoryIds()).containsExactly(2, 9);
    }

    private void write(String json) throws IOException {
        Files.writeString(file, json);
    }
}
