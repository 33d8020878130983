// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;

/** Details of exports that differ from tool to tool, and files that are not what their names say. */
class ExportsOfToolsTest extends AnnotationCases {

    private static final String[] YOLO = {"images/a.png", "", "labels/a.txt", LINE_A};

    private static final String POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";

    static Stream<Case> exports() {
        String cvat = "<annotations><meta><task><labels><label><name>cat</name></label>"
                + "<label><name>pose</name><type>skeleton</type></label>"
                + "<label><name>1</name><type>points</type><parent>pose</parent></label></labels></task></meta>"
                + "<image id='0' name='a.png' width='64' height='48'>"
                + "<polygon label='cat' points='10,10;30,10;30,20;10,20'/></image></annotations>";
        return Stream.of(
                coco(
                        "cat | 200 | FOUND_BY_NAME",
                        "a.png",
                        json("", object(1, 1, A))
                                .replace(
                                        "'file_name':''",
                                        "'coco_url':'http://images.cocodataset.org/train2017/a.png'")),
                of(DataFormat.CVAT, "a.xml", "cat pose | 200 | UNUSED_CLASS", "a.png", "", "a.xml", cvat),
                of(
                        DataFormat.LABELME,
                        "",
                        "! BAD_LAYOUT | _classes.json | no 'shapes'",
                        "1.png",
                        "",
                        "_classes.json",
                        "{'classes':['cat']}",
                        "a.json",
                        "{'imagePath':'1.png','imageHeight':48,'imageWidth':64,'shapes':[" + shape("cat", "polygon")
                                + "]}"),
                of(
                        DataFormat.VIA,
                        "v.csv",
                        "! BAD_LAYOUT | the columns [filename, | found [1.png",
                        "1.png",
                        "",
                        "v.csv",
                        "1.png,100,{},0\n"),
                of(
                        DataFormat.VOC,
                        "a.txt",
                        "! BAD_LAYOUT | a list of image names | JSON; give the file this ending",
                        "a.png",
                        "",
                        "a.txt",
                        "{\"images\": []}"));
    }

    static Stream<Case> exportsOfYolo() {
        String[] numpy = {"images/a.png", "", "labels/a.txt", LINE_A.replaceFirst("0", "0.000000e+00")};
        String[] fraction = {"images/a.png", "", "labels/a.txt", LINE_A.replaceFirst("0", "5e-1")};
        return Stream.of(
                yolo("", "cat | 200 |", numpy, "data.yaml", "names: [cat]\n"),
                yolo("", "! UNKNOWN_CATEGORY | class 5e-1", fraction, "data.yaml", "names: [cat]\n"),
                yolo("", "1.10 | 200 |", YOLO, "data.yaml", "nc: 1\nnames: [1.10]\n"),
                yolo("", "# names cat | 200 | CLASS_NAME UNUSED_CLASS", YOLO, "classes.txt", "# names\ncat\n"),
                yolo("", "\"cat\", | 200 | CLASS_NAME", YOLO, "classes.txt", "\"cat\",\n"),
                yolo("", "cat, dog | 200 | CLASS_NAME", YOLO, "classes.txt", "cat, dog\n"),
                yolo("", "! BAD_LAYOUT | classes.txt | a pointer of Git LFS", YOLO, "classes.txt", POINTER),
                yolo("", "! UNKNOWN_CATEGORY | a.txt | found class 0", YOLO, "classes.txt", "\n"));
    }

    @ParameterizedTest
    @MethodSource({"exports", "exportsOfYolo"})
    void opensOrRefuses(Case of) throws IOException {
        assertOutcome(of);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.json    | version https://git-lfs.github.com/spec/v1 | NOT_JSON   | a pointer of Git LFS",
                "a.json    | <!DOCTYPE html><html>                      | NOT_JSON   | a web page",
                "a.json    | ''                                         | BAD_LAYOUT | an empty file",
                "a.json    | []                                         | BAD_LAYOUT | JSON that is not an object",
                "a.odgt    | {}                                         | BAD_LAYOUT | a file that ends in 'odgt'"
            })
    void filesOfNoFormatAreDescribed(String name, String text, String problem, String found) throws IOException {
        Path file = Files.write(folder.resolve(name), text.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> DataFormat.detect(file)).hasMessageContainingAll(problem, name, found);
    }

    @Test
    void archivesAreNamed() throws IOException {
        Path gzip = Files.write(folder.resolve("a.json"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
        assertThatThrownBy(() -> DataFormat.detect(gzip)).hasMessageContainingAll("NOT_JSON", "a gzip file; unpack it");
        Path zip = Files.write(folder.resolve("RoiSet.zip"), new byte[] {'P', 'K', 3, 4});
        assertThatThrownBy(() -> DataFormat.detect(zip))
                .hasMessageContainingAll("BAD_LAYOUT", "RoiSet.zip", "a zip file; unpack it");
    }

    @Test
    void xmlThatIsAWebPageIsDescribed() throws IOException {
        Images.write(Image.black(48, 64, 3), folder.resolve("a.png"));
        Files.writeString(folder.resolve("a.xml"), "<!DOCTYPE html><html><body>404</body></html>");
        assertThatThrownBy(() -> DataFormat.VOC.open(null, folder))
                .hasMessageContainingAll("NOT_XML", "a.xml", "a web page, perhaps of a download that failed");
    }
}
