// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mrcnn.data.format.Hostile.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;

/** Harmful files: each is rejected with its name, in limited time and memory. */
@Timeout(60)
class HostileFilesTest {

    private static final String SQUARE = "[[2,3,12,3,12,9,2,9]]";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeImage() throws IOException {
        Images.write(Image.black(20, 30, 3), folder.resolve("a.png"));
    }

    private Path coco(String fileName, String segmentation) throws IOException {
        return Files.writeString(
                folder.resolve("coco.json"),
                "{\"images\":[{\"id\":1,\"file_name\":\"" + fileName
                        + "\"}],\"categories\":[{\"id\":1,\"name\":\"c\"}],"
                        + "\"annotations\":[{\"segmentation\":" + segmentation
                        + ",\"id\":8,\"image_id\":1,\"category_id\":1},"
                        + "{\"id\":9,\"image_id\":1,\"category_id\":1,\"segmentation\":" + SQUARE + "}]}");
    }

    private Path voc(String text) throws IOException {
        Files.writeString(folder.resolve("a.xml"), text);
        return folder;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><annotation><filename>&x;</filename></annotation>",
                "<!DOCTYPE a SYSTEM 'http://localhost:1/evil.dtd'><annotation/>",
                "<!DOCTYPE a [<!ENTITY l 'l'><!ENTITY m '&l;&l;&l;'><!ENTITY n '&m;&m;&m;'>]><annotation>&n;</annotation>",
                "<annotation><filename>&undefined;</filename></annotation>",
                "<annotation><filename>",
                "",
            })
    void entitiesAndBrokenXml(String text) throws IOException {
        assertRefused(DataFormat.VOC, voc(text), DataProblem.NOT_XML, "a.xml");
    }

    @Test
    void deepXml() throws IOException {
        Path at = voc("<annotation>" + "<a>".repeat(100_000) + "</a>".repeat(100_000) + "</annotation>");
        assertRefused(DataFormat.VOC, at, DataProblem.TOO_LARGE, "a.xml");
    }

    @Test
    void longXml() throws IOException {
        Path at = voc("<annotation>" + " ".repeat(5_000_000) + "</annotation>");
        assertRefused(DataFormat.VOC, at, DataProblem.TOO_LARGE, "a.xml", "bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../a.png", "x/../../a.png", "/etc/passwd", "..\\\\a.png", "C:\\\\a.png", "", ".", "a\\u0000.png"
            })
    void namesThatLeadOutOfTheFolder(String name) throws IOException {
        Path inner = Files.createDirectories(folder.resolve("inner"));
        Path json = coco(name, SQUARE);
        assertThatThrownBy(() -> DataFormat.COCO.open(inner, json))
                .isInstanceOfSatisfying(
                        BadDataException.class, e -> assertThat(e.problem()).isEqualTo(DataProblem.BAD_FILE_NAME))
                .hasMessageContainingAll("coco.json", "image id 1");
    }

    @Test
    void namesThatLeadOutOfTheFolderInOtherFormats() throws IOException {
        String via = "{\"k\":{\"filename\":\"../gone.png\",\"regions\":[]}}";
        assertRefused(
                DataFormat.VIA,
                Files.writeString(folder.resolve("v.json"), via),
                DataProblem.BAD_FILE_NAME,
                "../gone.png");
        String labelMe = "{\"imagePath\":\"/etc/passwd\",\"shapes\":[]}";
        Path own = Files.createDirectories(folder.resolve("own"));
        Files.writeString(own.resolve("l.json"), labelMe);
        assertRefused(DataFormat.LABELME, own, DataProblem.BAD_FILE_NAME, "l.json", "/etc/passwd");
        Path xml = Files.createDirectories(folder.resolve("xml"));
        Files.writeString(xml.resolve("a.xml"), "<annotation><filename>../../gone.png</filename></annotation>");
        assertRefused(DataFormat.VOC, xml, DataProblem.BAD_FILE_NAME, "a.xml", "../../gone.png");
    }

    @Test
    void deepJson() throws IOException {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        assertRefused(DataFormat.COCO, coco("a.png", deep), DataProblem.TOO_LARGE, "coco.json");
        Path via = Files.writeString(
                folder.resolve("v.json"), "{\"k\":{\"filename\":\"a.png\",\"regions\":" + deep + "}}");
        assertRefused(DataFormat.VIA, via, DataProblem.TOO_LARGE, "v.json");
    }

    /** Above the limit on corners, and above the limit on what becomes a tree in memory. */
    @ParameterizedTest
    @ValueSource(ints = {200_000, 2_100_000})
    void polygonsOfMillionsOfCorners(int corners) throws IOException {
        Path json = coco("a.png", "[[" + "1,2,".repeat(corners) + "3,4]]");
        assertRefused(DataFormat.COCO, json, DataProblem.TOO_LARGE, "coco.json", "image id 1", "annotation id 8");
        assertThat(DataFormat.COCO.open(null, json, BadDataPolicy.SKIP).instanceCount(0))
                .isEqualTo(1);
    }

    /** Few corners, far apart: following each edge point by point would take very long. */
    @Test
    void polygonsOfEndlessOutline() throws IOException {
        Path json = coco("a.png", "[[" + "-900000,5,900000,6,".repeat(20_000) + "3,4]]");
        assertRefused(DataFormat.COCO, json, DataProblem.TOO_LARGE, "annotation id 8", "outline");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "1e999", "\"x\"", "null", "{}"})
    void coordinatesThatAreNoNumbers(String number) throws IOException {
        Path json = coco("a.png", "[[2,3,12,3,12," + number + "]]");
        assertRefused(DataFormat.COCO, json, DataProblem.BAD_SEGMENT, "coordinate", "annotation id 8");
        assertThat(DataFormat.COCO.open(null, json, BadDataPolicy.SKIP).load(0).count())
                .isEqualTo(1);
    }

    @Test
    void coordinatesThatAreNoNumbersInYolo() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "0 0.1 0.1 NaN 0.1 0.5 0.5\n");
        assertRefused(DataFormat.YOLO, folder, DataProblem.BAD_SEGMENT, "a.txt", "line 1", "NaN");
    }

    @Test
    void runLengthsOfHugeSize() throws IOException {
        String rle = "{\"size\":[2000000000,2000000000],\"counts\":[1,2]}";
        assertRefused(DataFormat.COCO, coco("a.png", rle), DataProblem.BAD_SEGMENT, "2000000000");
    }

    @Test
    void imagesAndMasksOfHugeSize() throws IOException {
        Path json = coco("huge.png", SQUARE);
        Files.write(folder.resolve("huge.png"), Hostile.huge(folder.resolve("a.png")));
        assertRefused(DataFormat.COCO, json, DataProblem.TOO_LARGE, "60000x60000");
        Path masks = Files.createDirectories(folder.resolve("m/masks"));
        Path images = Files.createDirectories(folder.resolve("m/images"));
        Files.copy(folder.resolve("a.png"), images.resolve("a.png"));
        Files.write(masks.resolve("a.png"), Hostile.huge(folder.resolve("a.png")));
        assertRefused(DataFormat.MASKS, folder.resolve("m"), DataProblem.UNREADABLE_IMAGE, "60000x60000");
    }

    @Test
    void yamlOfManyAliases() throws IOException {
        Files.writeString(folder.resolve("data.yaml"), "a: &a [x,x]\nb: &b [*a,*a]\nnames: [*b,*b]\n");
        assertThatThrownBy(() -> DataFormat.YOLO.open(null, folder)).isInstanceOf(BadDataException.class);
    }

    @Test
    void csvWithoutItsColumns() throws IOException {
        Path csv = Files.writeString(folder.resolve("v.csv"), "a,b\n1,2\n");
        assertRefused(DataFormat.VIA, csv, DataProblem.BAD_LAYOUT, "v.csv", "found [a, b]");
    }

    @Test
    void otherFilesAreNoFormat() throws IOException {
        Path text = Files.writeString(folder.resolve("x.json"), "[1,2]");
        assertThatThrownBy(() -> DataFormat.detect(text)).hasMessageContainingAll("x.json", "COCO", "labelme");
        assertThatThrownBy(() -> DataFormat.detect(folder)).hasMessageContainingAll("BAD_LAYOUT", "--mask-pattern");
    }
}
