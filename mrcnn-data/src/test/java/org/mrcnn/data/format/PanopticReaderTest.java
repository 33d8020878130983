// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mrcnn.data.format.Hostile.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.DataProblem;

/** Segment ids are red + 256 green + 65536 blue. */
class PanopticReaderTest {

    /** Ids 3226956 and 258; the background is the stuff segment 7, with one pixel without a segment. */
    private static final String SEGMENTS = "[{\"id\":3226956,\"category_id\":17,\"iscrowd\":0},"
            + "{\"id\":258,\"category_id\":1,\"iscrowd\":1},{\"id\":7,\"category_id\":184,\"iscrowd\":0}]";

    private static final String REST = "\"images\":[{\"id\":5,\"file_name\":\"a.png\",\"height\":48,\"width\":64}],"
            + "\"categories\":[{\"id\":17,\"name\":\"cat\",\"isthing\":1},{\"id\":184,\"name\":\"tree\",\"isthing\":0},"
            + "{\"id\":1,\"name\":\"person\",\"isthing\":1}]";

    @TempDir
    private Path folder;

    private MaskScene scene;
    private Path json;

    @BeforeEach
    void write() throws IOException {
        scene = new MaskScene(folder);
        json = folder.resolve("panoptic_val.json");
        writeSegments("panoptic_val/a.png");
        writeJson(SEGMENTS);
    }

    private void writeSegments(String name) throws IOException {
        int[] colours = {0xff070000, 0xff4c3d31, 0xff020100};
        scene.writeColours(name, label -> colours[label]);
    }

    private void writeJson(String segments) throws IOException {
        Files.writeString(
                json,
                "{" + REST + ",\"annotations\":[{\"image_id\":5,\"file_name\":\"a.png\",\"segments_info\":" + segments
                        + "}]}");
    }

    private AnnotatedDataset open() {
        return DataFormat.COCO.open(folder.resolve("images"), json);
    }

    @Test
    void thingsAreObjects() {
        assertThat(DataFormat.detect(json)).isEqualTo(DataFormat.COCO);
        AnnotatedDataset data = open();
        assertThat(data.labels()).containsExactly("BG", "cat", "person");
        assertThat(data.categoryId(1)).isEqualTo(17);
        assertThat(data.imageId(0)).isEqualTo(5);
        assertThat(data.classIds(0)).containsExactly(1, -2); // a crowd
        assertThat(data.load(0).masks().get(0).toCocoBox()).containsExactly(10, 10, 20, 10);
        assertThat(data.load(0).masks().get(1).toCocoBox()).containsExactly(40, 30, 20, 10);
        assertThat(data.report().toString()).contains("1 x NO_OBJECT", "1 segment of stuff");
    }

    /** An image with few colours may be saved as grey values or with a palette. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void otherKindsOfPng(boolean palette) throws IOException {
        int one = 3 + 256 * 3 + 65536 * 3;
        if (palette) {
            scene.writeIndexed("panoptic_val/a.png", 8, new int[] {0x050505, 0x070000, 0x030303}, label -> label);
        } else {
            scene.writeColours("panoptic_val/a.png", label -> label == 2 ? 0xff030303 : 0xff000000);
        }
        String stuff = palette ? ",{\"id\":7,\"category_id\":184},{\"id\":328965,\"category_id\":184}" : "";
        writeJson("[{\"id\":" + one + ",\"category_id\":17}" + stuff + "]");
        assertThat(open().load(0).masks()).singleElement().satisfies(mask -> assertThat(mask.toCocoBox())
                .containsExactly(40, 30, 20, 10));
    }

    @Test
    void namesOfCategoriesAreChecked() throws IOException {
        Files.writeString(json, Files.readString(json).replace("\"name\":\"cat\",", ""));
        AnnotatedDataset data = open();
        assertThat(data.labels()).containsExactly("BG", "class 17", "person");
        assertThat(data.report().toString()).contains("1 x CLASS_NAME", "it is called 'class 17'");
        Files.writeString(json, Files.readString(json).replace("\"person\"", "\" \""));
        assertRefused(DataFormat.COCO, json, DataProblem.BAD_CLASS_NAME, "class 17");
    }

    @Test
    void segmentsBesideTheFile() throws IOException {
        Files.delete(folder.resolve("panoptic_val/a.png"));
        Files.delete(folder.resolve("panoptic_val"));
        writeSegments("a.png");
        assertThat(open().instanceCount(0)).isEqualTo(2);
    }

    @Test
    void whatDoesNotFitIsNamed() throws IOException {
        writeJson("[{\"id\":3226956,\"category_id\":17},{\"id\":7,\"category_id\":184}]");
        assertRefused(DataFormat.COCO, json, DataProblem.MISSING_IMAGE, "a.png");
        Files.copy(folder.resolve("images/a.png"), folder.resolve("a.png"));
        assertRefused(DataFormat.COCO, json, DataProblem.BAD_SEGMENT, "annotation id 258", "not listed");
        writeJson(SEGMENTS.replace("\"id\":258", "\"id\":259"));
        assertRefused(DataFormat.COCO, json, DataProblem.NO_SEGMENT, "no pixel of segment id 259");
        Files.delete(folder.resolve("panoptic_val/a.png"));
        assertRefused(DataFormat.COCO, json, DataProblem.MISSING_IMAGE, "panoptic_val", "no such file");
    }

    private void assertChanged(String before, String after, DataProblem problem, String... texts) throws IOException {
        writeJson(SEGMENTS);
        Files.writeString(json, Files.readString(json).replace(before, after));
        assertRefused(DataFormat.COCO, folder.resolve("images"), json, problem, texts);
    }

    @Test
    void listsThatContradictThemselvesAreRejected() throws IOException {
        assertChanged("\"category_id\":17", "\"category_id\":9", DataProblem.UNKNOWN_CATEGORY, "3226956", "category 9");
        assertChanged("\"id\":184", "\"id\":17", DataProblem.DUPLICATE_ID, "one category of id 17");
        assertChanged(
                "\"images\":[",
                "\"images\":[{\"id\":5,\"file_name\":\"a.png\"},",
                DataProblem.DUPLICATE_ID,
                "image id 5");
        assertChanged("\"height\":48", "\"height\":4294967344", DataProblem.IMAGE_SIZE, "image id 5", "4294967344");
        assertChanged("\"isthing\":0", "\"isthing\":\"no\"", DataProblem.NOT_COCO, "isthing \"no\"");
    }

    @Test
    void flagsAsTextAndImagesWithoutAnnotations() throws IOException {
        String text = Files.readString(json)
                .replace("\"isthing\":0", "\"isthing\":\"False\"")
                .replace("\"iscrowd\":1", "\"iscrowd\":\"True\"")
                .replace("\"images\":[", "\"images\":[{\"id\":6,\"file_name\":\"b.png\"},");
        Files.writeString(json, text);
        AnnotatedDataset data = open();
        assertThat(data.classIds(0)).containsExactly(1, -2);
        assertThat(data.report().counts()).containsOnlyKeys(DataProblem.NO_OBJECT, DataProblem.UNUSED_IMAGE);
    }

    @Test
    void idsThatAreTextsOrLargeAreThoseOfTheFile() throws IOException {
        String text =
                Files.readString(json).replace("\"id\":5,", "\"id\":\"p-5\",").replace(":5,", ":\"p-5\",");
        Files.writeString(json, text.replace(":17", ":\"17\"").replace(":1,", ":4000000000,"));
        AnnotatedDataset data = open();
        assertThat(data.textIds()).containsValue("p-5").containsKey(data.imageId(0));
        assertThat(data.categoryId(1)).isEqualTo(17);
        assertThat(data.categoryId(2)).isEqualTo(4_000_000_000L);
        assertThat(data.report().toString())
                .contains("CATEGORY_IDS", "found \"17\"; result files have the number in place of the text");
    }
}
