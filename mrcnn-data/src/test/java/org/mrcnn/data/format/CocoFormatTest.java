// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.DataFinding;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;

class CocoFormatTest {

    private static final String CATEGORIES = "{'id': 7, 'name': 'cell'}, {'id': 3, 'name': 'nucleus'}";
    private static final String IMAGE_A = "{'id': 10, 'file_name': 'a.png', 'height': 20, 'width': 30}";
    private static final String IMAGE_B = "{'id': 5, 'file_name': 'b.png', 'height': 20, 'width': 30}";
    private static final String SQUARE = "[[2, 3, 12, 3, 12, 9, 2, 9]]";
    private static final String GOOD =
            "{'id': 1, 'image_id': 10, 'category_id': 3, 'iscrowd': 0, 'bbox': [2, 3, 10, 6], 'segmentation': " + SQUARE
                    + "}";

    @TempDir
    Path folder;

    @BeforeEach
    void renderImages() throws IOException {
        Images.write(Image.black(20, 30, 3), folder.resolve("a.png"));
        Images.write(Image.black(20, 30, 3), folder.resolve("b.png"));
    }

    private Path file(String images, String annotations, String categories) {
        return json("{'info': {'year': 2026, 'nested': [{}, [1]]}, 'images': [" + images + "], 'annotations': ["
                + annotations + "], 'categories': [" + categories + "]}");
    }

    private Path json(String text) {
        try {
            return Files.writeString(folder.resolve("annotations.json"), text.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AnnotatedDataset open(String annotations, BadDataPolicy policy) {
        return DataFormat.COCO.open(folder, file(IMAGE_A + "," + IMAGE_B, annotations, CATEGORIES), policy);
    }

    @Test
    void aFileWithoutImagesIsNamed() {
        Path empty = file("", "", CATEGORIES);
        assertThatThrownBy(() -> DataFormat.COCO.open(folder, empty, BadDataPolicy.SKIP))
                .hasMessageContaining("in " + empty + ": expected at least one usable image, found none; 0 images");
    }

    private static List<DataProblem> problems(AnnotatedDataset data) {
        return data.report().examples().stream()
                .map(DataFinding::problem)
                .filter(problem -> !problem.isNote())
                .toList();
    }

    /** Asserts that the only problem stops reading, and that skipping counts it and keeps everything else. */
    private AnnotatedDataset assertProblem(DataProblem problem, String annotations, String... texts) {
        assertThatThrownBy(() -> open(annotations, BadDataPolicy.FAIL))
                .isInstanceOfSatisfying(
                        BadDataException.class, e -> assertThat(e.problem()).isEqualTo(problem))
                .hasMessageContainingAll(texts)
                .hasMessageContaining("annotations.json")
                .hasMessageContaining(problem.remedy());
        AnnotatedDataset skipping = open(annotations, BadDataPolicy.SKIP);
        assertThat(problems(skipping)).containsExactly(problem);
        assertThat(skipping.report().counts()).containsEntry(problem, 1);
        return skipping;
    }

    @Test
    void readsPolygonsAndMapsCategoriesAscending() {
        AnnotatedDataset data = open(GOOD, BadDataPolicy.FAIL);
        assertThat(data.labels()).containsExactly("BG", "nucleus", "cell");
        assertThat(data.categoryId(1)).isEqualTo(3);
        assertThat(data.categoryId(2)).isEqualTo(7);
        assertThatThrownBy(() -> data.categoryId(0)).hasMessageContaining("1 to 2");
        assertThat(data.size()).isEqualTo(2);
        assertThat(data.imageId(0)).isEqualTo(10);
        assertThat(data.imageName(1)).isEqualTo("b.png");
        assertThat(data.instanceCount(0)).isEqualTo(1);
        assertThat(data.instanceCount(1)).isZero();
        Sample sample = data.load(0);
        assertThat(sample.classIds()).containsExactly(1);
        assertThat(sample.boxes()).containsExactly(3, 2, 9, 12);
        assertThat(sample.masks().get(0).area()).isEqualTo(60);
        assertThat(data.load(1).count()).isZero();
        assertThat(data.report().total()).isZero();
        assertThat(data.report().annotations()).isEqualTo(1);
    }

    @Test
    void readsBothKindsOfRleAndCrowds() {
        byte[] mask = new byte[600];
        Arrays.fill(mask, 65, 75, (byte) 1);
        Rle rle = Rle.of(mask, 20, 30);
        String plain = "{'size': [20, 30], 'counts': " + Arrays.toString(rle.counts()) + "}";
        String packed = "{'size': [20, 30], 'counts': '" + rle.toCocoString().replace("\\", "\\\\") + "'}";
        AnnotatedDataset data = open(
                "{'id': 1, 'image_id': 10, 'category_id': 7, 'iscrowd': 1, 'segmentation': " + plain + "},"
                        + "{'id': 2, 'image_id': 10, 'category_id': 7, 'segmentation': " + packed + "}",
                BadDataPolicy.FAIL);
        Sample sample = data.load(0);
        assertThat(sample.classIds()).containsExactly(-2, 2);
        assertThat(sample.isCrowd(0)).isTrue();
        assertThat(sample.masks()).containsExactly(rle, rle);
    }

    @Test
    void optionalFieldsMayBeMissing() {
        Path file = file(
                "{'id': 1, 'file_name': 'a.png'}",
                "{'image_id': 1, 'category_id': 1, 'segmentation': " + SQUARE + "},"
                        + "{'image_id': 1, 'category_id': 1, 'segmentation': " + SQUARE + "}",
                "{'id': 1}");
        AnnotatedDataset data = DataFormat.COCO.open(folder, file);
        assertThat(data.labels()).containsExactly("BG", "class 1");
        assertThat(data.report().toString()).contains("1 x CLASS_NAME", "it is called 'class 1'");
        assertThat(data.load(0).count()).isEqualTo(2);
    }

    @Test
    void annotationsMayComeFirst() {
        Path file = json(
                "{'annotations': [" + GOOD + "], 'categories': [" + CATEGORIES + "], 'images': [" + IMAGE_A + "]}");
        assertThat(DataFormat.COCO.open(folder, file).load(0).count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "'text'",
                "{'images': [], 'annotations': []}",
                "{'images': {}, 'annotations': [], 'categories': []}"
            })
    void otherJsonIsRefused(String text) {
        for (BadDataPolicy policy : BadDataPolicy.values()) {
            assertThatThrownBy(() -> DataFormat.COCO.open(folder, json(text), policy))
                    .isInstanceOfSatisfying(
                            BadDataException.class, e -> assertThat(e.problem()).isEqualTo(DataProblem.NOT_COCO));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'images': [{'file_name': 'a.png'}], 'annotations': [], 'categories': []}",
                "{'images': [], 'annotations': [{'id': 1}], 'categories': []}",
                "{'images': [], 'annotations': [], 'categories': [{'id': true}]}",
                "{'images': [3], 'annotations': [], 'categories': []}"
            })
    void elementsWithoutIdsAreRefused(String text) {
        assertThatThrownBy(() -> DataFormat.COCO.open(folder, json(text)))
                .isInstanceOfSatisfying(
                        BadDataException.class, e -> assertThat(e.problem()).isEqualTo(DataProblem.NOT_COCO));
        assertThatThrownBy(() -> DataFormat.COCO.open(folder, json(text), BadDataPolicy.SKIP))
                .isInstanceOf(BadDataException.class)
                .hasMessageContainingAll("at least one usable image", "1 x NOT_COCO", "element 0 of '");
    }

    @Test
    void truncatedJsonIsRefusedEverywhere() throws IOException {
        Path file = file(IMAGE_A, GOOD, CATEGORIES);
        String whole = Files.readString(file);
        for (int length = 0; length < whole.length(); length += 7) {
            Files.writeString(file, whole.substring(0, length));
            assertThatThrownBy(() -> DataFormat.COCO.open(folder, file, BadDataPolicy.SKIP))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("annotations.json");
        }
        assertThatThrownBy(() -> DataFormat.COCO.open(folder, folder.resolve("no.json")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no.json");
    }

    @Test
    void missingAndUnreadableImages() throws IOException {
        String images = IMAGE_A + ", {'id': 11, 'file_name': 'gone.png', 'height': 20, 'width': 30}";
        String annotations = GOOD + "," + GOOD.replace("'id': 1,", "'id': 2,").replace("10,", "11,");
        Path file = file(images, annotations, CATEGORIES);
        assertThatThrownBy(() -> DataFormat.COCO.open(folder, file))
                .hasMessageContaining("MISSING_IMAGE")
                .hasMessageContaining("gone.png")
                .hasMessageContaining("image id 11");
        AnnotatedDataset data = DataFormat.COCO.open(folder, file, BadDataPolicy.SKIP);
        assertThat(data.size()).isEqualTo(1);
        assertThat(problems(data)).containsExactly(DataProblem.MISSING_IMAGE);
        assertThat(data.report().toString()).contains("gone.png").contains("1 x MISSING_IMAGE");

        Files.writeString(folder.resolve("gone.png"), "not an image");
        assertThatThrownBy(() -> DataFormat.COCO.open(folder, file)).hasMessageContaining("UNREADABLE_IMAGE");
    }

    @Test
    void imageOfAnotherSize() {
        String images = IMAGE_A + ", {'id': 11, 'file_name': 'b.png', 'height': 30, 'width': 20}";
        Path file = file(images, GOOD, CATEGORIES);
        assertThatThrownBy(() -> DataFormat.COCO.open(folder, file))
                .hasMessageContainingAll("IMAGE_SIZE", "b.png of 30x20", "20x30", "image id 11");
        assertThat(DataFormat.COCO.open(folder, file, BadDataPolicy.SKIP).size())
                .isEqualTo(1);
    }

    @Test
    void duplicateIds() {
        assertProblem(DataProblem.DUPLICATE_ID, GOOD + "," + GOOD, "annotation id 1");
        Path images = file(IMAGE_A + "," + IMAGE_A, GOOD, CATEGORIES);
        assertThatThrownBy(() -> DataFormat.COCO.open(folder, images))
                .hasMessageContainingAll("DUPLICATE_ID", "image id 10");
        Path categories = file(IMAGE_A, GOOD, CATEGORIES + ", {'id': 3, 'name': 'other'}");
        assertThatThrownBy(() -> DataFormat.COCO.open(folder, categories))
                .hasMessageContainingAll("DUPLICATE_ID", "'other'");
        assertThat(DataFormat.COCO.open(folder, categories, BadDataPolicy.SKIP).labels())
                .hasSize(3);
    }

    @Test
    void unknownReferences() {
        assertProblem(DataProblem.UNKNOWN_IMAGE, GOOD.replace("10,", "99,"), "image id 99", "annotation id 1");
        assertProblem(
                DataProblem.UNKNOWN_CATEGORY,
                GOOD.replace("'category_id': 3", "'category_id': 4"),
                "[3, 7]",
                "found 4");
    }

    @Test
    void nothingAnnotated() {
        assertProblem(DataProblem.NO_ANNOTATIONS, "", "none at all");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "NO_SEGMENT     | []                                        | none",
                "NO_SEGMENT     | null                                      | none",
                "BAD_SEGMENT    | [[1, 2, 3, 4]]                            | 4 numbers",
                "BAD_SEGMENT    | [[1, 2, 3, 4, 5, 6, 7]]                   | 7 numbers",
                "BAD_SEGMENT    | [1, 2, 3, 4]                              | 4 numbers",
                "BAD_SEGMENT    | [[1, 2, 3, 4, 5, 6], 'x']                 | instead of a list of polygons",
                "BAD_SEGMENT    | [[1, 2, 3, 'x', 5, 6]]                    | coordinate",
                "BAD_SEGMENT    | {'size': [20, 30]}                        | counts",
                "BAD_SEGMENT    | {'size': [20, 30], 'counts': [5, 5]}      | 600",
                "BAD_SEGMENT    | {'size': [20, 30], 'counts': 'zz~'}       | RLE",
                "BAD_SEGMENT    | {'size': [30, 20], 'counts': [5, 595]}    | 30x20",
                "ZERO_AREA      | {'size': [20, 30], 'counts': [600]}       | none",
                "ZERO_AREA      | [[5, 5, 5, 5, 5, 5]]                      | none",
                "OUTSIDE_IMAGE  | [[40, 3, 50, 3, 50, 9]]                   | x 40.0 to 50.0",
                "OUTSIDE_IMAGE  | [[2, -9, 5, -9, 5, -3]]                   | y -9.0 to -3.0"
            })
    void badSegments(DataProblem problem, String segment, String text) {
        String bad = "{'id': 8, 'image_id': 10, 'category_id': 3, 'segmentation': " + segment + "}";
        AnnotatedDataset data = assertProblem(problem, GOOD + "," + bad, text, "annotation id 8", "image id 10");
        assertThat(data.load(0).count()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ZERO_AREA | [2, 3, 0, 6] | positive",
                "ZERO_AREA | [2, 3, 5, -1] | positive",
                "OUTSIDE_IMAGE | [31, 3, 5, 5] | box inside",
                "OUTSIDE_IMAGE | [-9, 3, 5, 5] | box inside"
            })
    void badBoxes(DataProblem problem, String box, String text) {
        assertProblem(problem, GOOD.replace("[2, 3, 10, 6]", box), text, "annotation id 1");
    }

    @Test
    void segmentsBeyondTheBorderAreClippedAndReported() {
        String beyond = "{'id': 1, 'image_id': 10, 'category_id': 3, 'segmentation': [[20, 3, 35, 3, 35, 9, 20, 9]]}";
        AnnotatedDataset data = assertProblem(DataProblem.PARTLY_OUTSIDE, beyond, "5.0 pixels beyond");
        assertThat(data.load(0).boxes()).containsExactly(3, 20, 9, 30);
        String rounded = beyond.replace("35", "31");
        assertThat(open(rounded, BadDataPolicy.FAIL).load(0).boxes()).containsExactly(3, 20, 9, 30);
    }

    /** Writes a PNG of 20 x 30 stored pixels whose orientation requires a clockwise rotation by 90 degrees. */
    private void writeTurned(String name) throws IOException {
        writeTurned(name, Image.black(20, 30, 3), 6);
    }

    private void writeTurned(String name, Image stored, int orientation) throws IOException {
        stored.pixels()[0] = (byte) 255; // first row, first column: displayed in the first row, last column
        Images.write(stored, folder.resolve(name));
        byte[] png = Files.readAllBytes(folder.resolve(name));
        ByteBuffer turned = ByteBuffer.allocate(png.length + 38).put(png, 0, 33);
        turned.putInt(26)
                .put("eXIfMM".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 42)
                .putInt(8);
        turned.putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1);
        turned.putShort((short) orientation).putShort((short) 0).putInt(0);
        turned.putInt(0); // its CRC is not checked
        Files.write(folder.resolve(name), turned.put(png, 33, png.length - 33).array());
    }

    @Test
    void annotatedSizeSaysWhichOrientationIsMeant() throws IOException {
        writeTurned("t.png");
        String image = "{'id': 10, 'file_name': 't.png', 'height': 20, 'width': 30}";
        Sample stored =
                DataFormat.COCO.open(folder, file(image, GOOD, CATEGORIES)).load(0);
        assertThat(stored.image().width()).isEqualTo(30);
        assertThat(stored.image().sample(0, 0, 0)).isEqualTo(255);
        String turned = "{'id': 10, 'file_name': 't.png', 'height': 30, 'width': 20}";
        Sample shown =
                DataFormat.COCO.open(folder, file(turned, GOOD, CATEGORIES)).load(0);
        assertThat(shown.image().height()).isEqualTo(30);
        assertThat(shown.image().sample(0, 19, 0)).isEqualTo(255);
        assertThat(shown.masks().get(0).width()).isEqualTo(20);
    }

    /** A half turn and mirror images keep the sides, and a square image has the same ones in any orientation. */
    @ParameterizedTest
    @CsvSource({"20, 30, 3", "20, 30, 2", "20, 30, 4", "30, 30, 6"})
    void anOrientationThatTheSizeDoesNotShowIsNoted(int height, int width, int orientation) throws IOException {
        writeTurned("t.png", Image.black(height, width, 3), orientation);
        String image = "{'id': 10, 'file_name': 't.png', 'height': %d, 'width': %d}".formatted(height, width);
        AnnotatedDataset data = DataFormat.COCO.open(folder, file(image + "," + IMAGE_B, GOOD, CATEGORIES));
        assertThat(data.load(0).image().sample(0, 0, 0)).isZero();
        assertThat(data.report().counts()).containsEntry(DataProblem.EXIF_ORIENTATION, 1);
        assertThat(data.report().toString())
                .contains("image id 10", "expected annotations of the image as shown, " + height + "x" + width)
                .contains("found a size that the image as stored has too: the image is turned (Exif orientation "
                        + orientation + ")");
        String unsaid = "{'id': 10, 'file_name': 't.png'}";
        data = DataFormat.COCO.open(folder, file(unsaid + "," + IMAGE_B, GOOD, CATEGORIES));
        assertThat(data.report().toString())
                .contains("annotations that do not say a size: the image is turned (Exif orientation " + orientation);
    }

    @Test
    void nothingUsableIsAnError() {
        Path file = file("{'id': 1, 'file_name': 'gone.png'}", "", CATEGORIES);
        assertThatThrownBy(() -> DataFormat.COCO.open(folder, file, BadDataPolicy.SKIP))
                .hasMessageContaining("none of 1")
                .hasMessageContaining("gone.png");
    }

    @Test
    void subsetsOfIt() {
        AnnotatedDataset data = open(GOOD, BadDataPolicy.FAIL);
        Dataset used = data.withInstances();
        assertThat(used.size()).isEqualTo(1);
        assertThat(used.imageName(0)).isEqualTo("a.png");
        assertThat(used.labels()).isEqualTo(data.labels());
        List<Dataset> parts = data.split(0.5, 1);
        assertThat(parts).extracting(Dataset::size).containsExactly(1, 1);
        assertThat(parts.get(0).imageId(0)).isNotEqualTo(parts.get(1).imageId(0));
    }

    @Test
    void idsOfImagesThatAreTextsAreKept() {
        String b = IMAGE_B.replace("5", "'007'");
        AnnotatedDataset data = DataFormat.COCO.open(folder, file(IMAGE_A + "," + b, GOOD, CATEGORIES));
        assertThat(data.imageId(0)).isEqualTo(10);
        assertThat(data.textIds()).isEqualTo(Map.of(data.imageId(1), "007"));
        Path digits = file(IMAGE_A.replace("10", "'10'"), GOOD, CATEGORIES);
        assertThat(DataFormat.COCO.open(folder, digits).textIds()).isEqualTo(Map.of(10L, "10"));
        ReadOptions named = ReadOptions.DEFAULTS.withClasses(List.of("nucleus", "cell"));
        assertThat(DataFormat.COCO.open(digits, named, BadDataPolicy.FAIL).textIds())
                .isEqualTo(Map.of(10L, "10"));
    }

    @Test
    void idsOfCategoriesThatAreTextsAreNoted() {
        String texts = CATEGORIES.replace("7", "'seven'").replace("3", "'3'");
        AnnotatedDataset data = DataFormat.COCO.open(folder, file(IMAGE_A, GOOD, texts));
        assertThat(data.categoryId(1)).isEqualTo(1);
        assertThat(data.report().toString())
                .contains(
                        "1 x CATEGORY_IDS: give the categories whole numbers",
                        "expected whole numbers as ids of the categories, found \"seven\"; result files have the"
                                + " numbers of the classes, from 1, in their place");
        String digits = CATEGORIES.replace("7", "'7'").replace("3", "'3'");
        data = DataFormat.COCO.open(folder, file(IMAGE_A, GOOD, digits));
        assertThat(data.categoryId(1)).isEqualTo(3);
        assertThat(data.report().toString()).contains("found \"7\"; result files have the number in place of the text");
    }

    @Test
    void wholeNumbersOf64BitsStayIds() {
        String large = IMAGE_A.replace("10", "9223372036854775807");
        AnnotatedDataset data =
                DataFormat.COCO.open(folder, file(large, GOOD.replace("10,", "9223372036854775807,"), CATEGORIES));
        assertThat(data.imageId(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(data.textIds()).isEmpty();
    }
}
