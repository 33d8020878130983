// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;

/** What is in a file but cannot be used, or is in it twice, is reported. */
class LostPartsTest extends AnnotationCases {

    private static final String[] YOLO = {"images/1.png", "", "labels/1.txt", LINE_A};

    private static Case via3(String outcome, String file, String view, String metadata) {
        return via(
                outcome,
                "{'project':{},'config':{},'attribute':{'1':{'aname':'class','type':4,'options':{'0':'cat'}}},'file':"
                        + file + ",'view':" + view + ",'metadata':{'q':{'vid':'1','xy':[2,10,10,20,10],'av':{'1':'0'}},"
                        + metadata + "}}");
    }

    static Stream<Case> regions() {
        String file = "{'1':{'fname':'1.png'}}";
        String view = "{'1':{'fid_list':[1]}}";
        String region = "'p':{'vid':'9','xy':[2,40,30,20,10],'av':{'1':'0'}}";
        return Stream.of(
                via3("cat | 200 200 |", file, view, region.replace("'9'", "'1'")),
                via3("! BAD_LAYOUT | a region of view 9", file, view, region),
                via3("! BAD_LAYOUT | view 1, which is of the files [7]", file, view.replace("[1]", "[7]"), region),
                via3("! BAD_LAYOUT | view 1, which is of the files [1,1]", file, view.replace("[1]", "[1,1]"), region),
                via3("! BAD_LAYOUT | xy is no list", file, view, "'p':{'vid':'1','xy':'2,40','av':{'1':'0'}}"),
                via3("! BAD_LAYOUT | 'file' that is not an object", "[{'fname':'1.png'}]", view, region),
                via3(
                        "! UNKNOWN_CATEGORY | none in [class]",
                        file,
                        view,
                        "'p':{'vid':'1','xy':[2,40,30,20,10],'av':{'1':'5'}}"),
                via(
                        "! BAD_LAYOUT | '_via_img_metadata' that is not an object",
                        "{'_via_img_metadata':[" + entry("1.png", "{'name':'cat'}") + "]}"));
    }

    static Stream<Case> objects() {
        String corners = "<polygon><x1>10</x1><y1>10</y1><x2>30</x2><y2>10</y2><x3>30</x3><y3>20</y3></polygon>";
        String object = "<object><name>cat</name>" + corners + "</object>";
        String voc = "<annotation><filename>a.png</filename>" + object;
        String gone = object.replace("</name>", "</name><deleted>1</deleted>");
        String end = "</annotation>";
        return Stream.of(
                coco("cat | 200 200 | SAME_MASK", "a.png", json("a.png", object(1, 1, A), object(2, 1, A))),
                yolo("", "class 0 | 200 200 | CLASS_NAME SAME_MASK", YOLO, "labels/1.txt", LINE_A + LINE_A),
                of(DataFormat.VOC, "", "cat | 100 | NO_OBJECT", "a.png", "", "a.xml", voc + gone + end),
                of(
                        DataFormat.VOC,
                        "",
                        "! BAD_CLASS_NAME | annotation id 1 | several names",
                        "a.png",
                        "",
                        "a.xml",
                        (voc + end).replace("</name>", "</name><name>dog</name>")),
                yolo("d.yaml", "! BAD_LAYOUT | as train, found 5", YOLO, "d.yaml", "names: [cat]\ntrain: 5\n"),
                yolo("d.yaml", "! BAD_LAYOUT | as val, found {", YOLO, "d.yaml", "names: [cat]\nval: {a: images}\n"),
                yolo("", "0: cat 1: dog | 200 | CLASS_NAME UNUSED_CLASS", YOLO, "classes.txt", "0: cat\n1: dog\n"));
    }

    @ParameterizedTest
    @MethodSource({"regions", "objects"})
    void nothingIsLostInSilence(Case of) throws IOException {
        assertOutcome(of);
    }

    @Test
    void classesThatHaveOnlyNumbersAreCountedNotListed() throws IOException {
        Path at = write(yolo("", "", YOLO, "labels/1.txt", LINE_A.replaceFirst("0", "99999")));
        assertThat(DataFormat.YOLO.open(null, at).report().toString())
                .hasSizeLessThan(2000)
                .contains("100000 classes are called by their numbers", "and 99979 more");
    }

    @Test
    void jsonOfNoFormatIsDescribed() throws IOException {
        Path file = Files.writeString(folder.resolve("x.json"), "{\"Images\":[],\"data\":{\"images\":[]}}");
        assertThatThrownBy(() -> DataFormat.detect(file)).hasMessageContaining("JSON with the fields [Images, data]");
        Files.writeString(file, "");
        assertThatThrownBy(() -> DataFormat.detect(file)).hasMessageContaining("an empty file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"images\":[{\"id\":1", "{\"images\":[/* x */]", "{\"images\":[1,]"})
    void damagedJsonIsDescribedWithoutWordsForDevelopers(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("x.json"), text);
        assertThatThrownBy(() -> DataFormat.COCO.open(null, file))
                .hasMessageContainingAll("NOT_JSON", "x.json", "line 1, column")
                .message()
                .doesNotContain("REDACTED", "Feature", "enable");
    }

    @Test
    void cvatInUtf16IsRecognized() throws IOException {
        Images.write(Image.black(48, 64, 3), folder.resolve("a.png"));
        String xml = "<?xml version='1.0' encoding='UTF-16'?><annotations><image id='0' name='a.png'>"
                + "<polygon label='cat' points='10,10;30,10;30,20'/></image></annotations>";
        Path file = Files.writeString(folder.resolve("x.xml"), xml, StandardCharsets.UTF_16);
        assertThat(DataFormat.detect(file)).isEqualTo(DataFormat.CVAT);
        assertThat(describe(DataFormat.CVAT.open(null, file))).isEqualTo("cat | 100 |");
    }

    private Path mask() throws IOException {
        Path mask = Files.createDirectories(folder.resolve("masks/a")).resolve("0.png");
        Files.createDirectories(folder.resolve("images"));
        Images.write(Image.black(2, 3, 3), folder.resolve("images/a.png"));
        Images.writeLabels(new int[] {0, 1, 0, 0, 1, 0}, 2, 3, mask);
        return mask;
    }

    @Test
    void otherFilesBesideMasksAreListed() throws IOException {
        Files.writeString(mask().resolveSibling("1.npy"), "x");
        Files.writeString(folder.resolve("masks/a/notes.txt"), "x");
        assertThat(describe(DataFormat.MASKS.open(null, folder))).isEqualTo("object | 2 | UNUSED_LABELS");
    }

    @Test
    void foldersWithoutMasksAreListed() throws IOException {
        mask();
        Files.createDirectories(folder.resolve("masks/b"));
        Images.write(Image.black(2, 3, 3), folder.resolve("images/b.png"));
        assertThat(describe(DataFormat.MASKS.open(null, folder))).isEqualTo("object | 2 | NO_LABELS");
    }

    @Test
    void animatedMasksAreRejected() throws IOException {
        Path mask = mask();
        byte[] png = Files.readAllBytes(mask);
        int header = 8 + 25;
        ByteBuffer chunk = ByteBuffer.allocate(png.length + 20);
        chunk.put(png, 0, header).putInt(8).put("acTL".getBytes(StandardCharsets.US_ASCII));
        CRC32 crc = new CRC32();
        crc.update("acTL\0\0\0\2\0\0\0\0".getBytes(StandardCharsets.US_ASCII));
        chunk.putInt(2).putInt(0).putInt((int) crc.getValue()).put(png, header, png.length - header);
        Files.write(mask, chunk.array());
        assertThatThrownBy(() -> DataFormat.MASKS.open(null, folder))
                .hasMessageContainingAll("UNREADABLE_IMAGE", "0.png", "animated PNG");
    }
}
