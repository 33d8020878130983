// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.mrcnn.data.format.Hostile.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;

/**
 * The hostile files of {@link HostileFilesTest} in every format that they apply to. An asterisk marks a test of that class,
 * a dash what a format cannot have.
 *
 * <table>
 * <caption>Format by hostility: the test</caption>
 * <tr><th></th><th>COCO</th><th>VOC</th><th>LABELME</th><th>VIA, JSON and CSV</th><th>MASKS</th><th>YOLO</th></tr>
 * <tr><td>entities</td><td>-</td><td>entitiesAndBrokenXml*</td><td>-</td><td>-</td><td>-</td><td>-</td></tr>
 * <tr><td>billion laughs</td><td>-</td><td>entitiesThatMultiply</td><td>-</td><td>-</td><td>-</td>
 *     <td>aliasesThatMultiply, yamlOfManyAliases*</td></tr>
 * <tr><td>path escapes</td><td>namesThatLeadOutOfTheFolder*</td><td>namesThatLeadOutOfTheFolderInOtherFormats*,
 *     namesInLists</td><td>namesThatLeadOutOfTheFolderInOtherFormats*</td>
 *     <td>namesThatLeadOutOfTheFolderInOtherFormats*, namesInCsv</td><td>- names come from the folder</td>
 *     <td>foldersOfYaml</td></tr>
 * <tr><td>huge dimensions</td><td>imagesAndMasksOfHugeSize*, runLengthsOfHugeSize*</td><td>hugeImages, hugeMasks</td>
 *     <td>hugeImages, hugeMasks</td><td>hugeImages, circlesOfNoRadius</td>
 *     <td>hugeImages, imagesAndMasksOfHugeSize*</td><td>hugeImages</td></tr>
 * <tr><td>NaN</td><td>coordinatesThatAreNoNumbers*</td><td>notNumbers</td><td>notNumbers</td>
 *     <td>notNumbers, circlesOfNoRadius</td><td>-</td><td>notNumbers, coordinatesThatAreNoNumbersInYolo*</td></tr>
 * <tr><td>many corners</td><td>polygonsOfMillionsOfCorners*, polygonsOfEndlessOutline*</td>
 *     <td>tooManyCorners, manyCornersInVoc</td><td>tooManyCorners</td><td>tooManyCorners</td><td>- but manyColours</td>
 *     <td>tooManyCorners</td></tr>
 * <tr><td>deep nesting</td><td>deepJson*</td><td>deepXml*, longXml*</td><td>deepNesting</td><td>deepNesting, deepJson*</td>
 *     <td>-</td><td>deepNesting</td></tr>
 * </table>
 */
@Timeout(60)
class HostileFormatsTest {

    /** The formats with coordinates of corners as text, with one polygon per file. */
    enum Corners {
        VOC,
        LABELME,
        VIA_JSON,
        VIA_CSV,
        YOLO
    }

    @TempDir
    private Path folder;

    @BeforeEach
    void writeImage() throws IOException {
        Images.write(Image.black(20, 30, 3), folder.resolve("a.png"));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** Writes a polygon of n corners, all at 5 except the last, and asserts that it is rejected. */
    private void assertPolygonRefused(Corners format, int n, String last, DataProblem problem) throws IOException {
        switch (format) {
            case VOC -> {
                StringBuilder xml =
                        new StringBuilder("<annotation><filename>a.png</filename><object><name>c</name><polygon>");
                for (int i = 1; i < n; i++) {
                    xml.append("<x1>5</x1><y1>5</y1>"); // corners are identified by position
                }
                write("a.xml", xml + "<x1>5</x1><y1>" + last + "</y1></polygon></object></annotation>");
                assertRefused(DataFormat.VOC, folder, problem, "a.xml");
            }
            case LABELME -> {
                write(
                        "a.json",
                        "{\"imagePath\":\"a.png\",\"shapes\":[{\"label\":\"c\",\"shape_type\":\"polygon\",\"points\":["
                                + "[5,5],".repeat(n - 1) + "[5," + last + "]]}]}");
                assertRefused(DataFormat.LABELME, folder, problem, "a.json");
            }
            case VIA_JSON -> {
                Path at = write(
                        "v.json",
                        "{\"k\":{\"filename\":\"a.png\",\"regions\":[{\"shape_attributes\":{\"name\":\"polygon\","
                                + viaPoints(n, last) + "},\"region_attributes\":{}}]}}");
                assertRefused(DataFormat.VIA, at, problem, "v.json", "a.png");
            }
            case VIA_CSV -> {
                String shape = ("{\"name\":\"polygon\"," + viaPoints(n, last) + "}").replace("\"", "\"\"");
                Path at = write(
                        "v.csv",
                        "filename,region_shape_attributes,region_attributes\na.png,\"" + shape + "\",\"{}\"\n");
                assertRefused(DataFormat.VIA, at, problem, "v.csv", "a.png");
            }
            case YOLO -> {
                write("a.txt", "0" + " 0.1 0.1".repeat(n - 1) + " 0.1 " + last + "\n");
                assertRefused(DataFormat.YOLO, folder, problem, "a.txt", "line 1");
            }
        }
    }

    private static String viaPoints(int n, String last) {
        return "\"all_points_x\":[" + "5,".repeat(n - 1) + "5],\"all_points_y\":[" + "5,".repeat(n - 1) + last + "]";
    }

    @ParameterizedTest
    @EnumSource
    void notNumbers(Corners format) throws IOException {
        assertPolygonRefused(format, 4, "NaN", DataProblem.BAD_SEGMENT);
        assertPolygonRefused(
                format,
                4,
                format == Corners.YOLO || format == Corners.VOC ? "-Infinity" : "1e999",
                DataProblem.BAD_SEGMENT);
    }

    @ParameterizedTest
    @EnumSource
    void tooManyCorners(Corners format) throws IOException {
        assertPolygonRefused(format, 250_000, "0.5", DataProblem.TOO_LARGE); // in VOC also too many bytes
    }

    /** Below the limit on bytes, above the limit on corners. */
    @Test
    void manyCornersInVoc() throws IOException {
        assertPolygonRefused(Corners.VOC, 110_000, "6", DataProblem.TOO_LARGE);
    }

    @Test
    void entitiesThatMultiply() throws IOException {
        StringBuilder xml = new StringBuilder("<!DOCTYPE annotation [<!ENTITY l0 'laugh'>");
        for (int i = 1; i < 10; i++) {
            xml.append("<!ENTITY l" + i + " '" + ("&l" + (i - 1) + ";").repeat(10) + "'>");
        }
        write("a.xml", xml + "]><annotation><filename>&l9;</filename></annotation>");
        assertRefused(DataFormat.VOC, folder, DataProblem.NOT_XML, "a.xml");
    }

    @Test
    void aliasesThatMultiply() throws IOException {
        StringBuilder yaml = new StringBuilder("l0: &l0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 10; i++) {
            String alias = "*l" + (i - 1);
            yaml.append("l" + i + ": &l" + i + " [" + (alias + ",").repeat(9) + alias + "]\n");
        }
        write("data.yaml", yaml + "names: *l9\n");
        assertRefused(DataFormat.YOLO, folder, DataProblem.BAD_LAYOUT, "data.yaml");
    }

    @Test
    void namesInLists() throws IOException {
        Path list = Files.createDirectories(folder.resolve("ImageSets/Segmentation"))
                .resolve("train.txt");
        Files.createDirectories(folder.resolve("Annotations"));
        Files.writeString(list, "../../../../etc/passwd\n");
        assertRefused(DataFormat.VOC, list, DataProblem.BAD_FILE_NAME, "train.txt", "etc/passwd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a.png", "/etc/passwd", "x/../../a.png"})
    void namesInCsv(String name) throws IOException {
        Path inner = Files.createDirectories(folder.resolve("inner"));
        Path csv = Files.writeString(
                inner.resolve("v.csv"),
                "filename,region_shape_attributes,region_attributes\n" + name + ",\"{}\",\"{}\"\n");
        assertRefused(DataFormat.VIA, csv, DataProblem.BAD_FILE_NAME, "v.csv", name);
    }

    /**
     * The folders in the YAML file are only searched for images with labels; anything but a folder or list of images is
     * rejected.
     */
    @Test
    void foldersOfYaml() throws IOException {
        Path yaml = write("data.yaml", "path: /nowhere\ntrain: images\nnames: [c]\n");
        assertRefused(DataFormat.YOLO, yaml, DataProblem.MISSING_IMAGE, "data.yaml", "/nowhere/images");
        write("data.yaml", "train: list.txt\nnames: [c]\n");
        write("list.txt", "../../../etc/passwd\n");
        assertRefused(DataFormat.YOLO, yaml, DataProblem.BAD_FILE_NAME, "list.txt", "etc/passwd");
    }

    @Test
    void deepNesting() throws IOException {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        write("a.json", "{\"imagePath\":\"a.png\",\"shapes\":[{\"label\":\"c\",\"points\":" + deep + "}]}");
        assertRefused(DataFormat.LABELME, folder, DataProblem.TOO_LARGE, "a.json");
        Path csv = write(
                "v.csv",
                "filename,region_shape_attributes,region_attributes\na.png,\"{\"\"a\"\":" + deep + "}\",\"{}\"\n");
        assertRefused(DataFormat.VIA, csv, DataProblem.BAD_LAYOUT, "v.csv", "row 2");
        write("data.yaml", "names: " + deep + "\n");
        assertRefused(DataFormat.YOLO, folder, DataProblem.BAD_LAYOUT, "data.yaml");
    }

    @Test
    void hugeImages() throws IOException {
        Files.write(folder.resolve("h.png"), Hostile.huge(folder.resolve("a.png")));
        Files.delete(folder.resolve("a.png"));
        write("h.txt", "0 0.1 0.1 0.5 0.1 0.5 0.5\n");
        assertRefused(DataFormat.YOLO, folder, DataProblem.TOO_LARGE, "60000x60000");
        Path via = write(
                "v.json",
                "{\"k\":{\"filename\":\"h.png\",\"regions\":[{\"shape_attributes\":{\"name\":\"rect\",\"x\":1,\"y\":1,\"width\":5,\"height\":5},\"region_attributes\":{}}]}}");
        assertRefused(DataFormat.VIA, via, DataProblem.TOO_LARGE, "60000x60000");
        Path labelMe = Files.createDirectories(folder.resolve("l"));
        Files.copy(folder.resolve("h.png"), labelMe.resolve("h.png"));
        Files.writeString(
                labelMe.resolve("h.json"),
                "{\"imagePath\":\"h.png\",\"shapes\":[{\"label\":\"c\",\"points\":[[1,1],[9,1],[9,9]]}]}");
        assertRefused(DataFormat.LABELME, labelMe, DataProblem.TOO_LARGE, "60000x60000");
        Path voc = Files.createDirectories(folder.resolve("x"));
        Files.copy(folder.resolve("h.png"), voc.resolve("h.png"));
        Files.writeString(
                voc.resolve("h.xml"),
                "<annotation><filename>h.png</filename><object><name>c</name></object></annotation>");
        assertRefused(DataFormat.VOC, voc, DataProblem.TOO_LARGE, "60000x60000");
        Path masks = Files.createDirectories(folder.resolve("m/masks"));
        Path images = Files.createDirectories(folder.resolve("m/images"));
        Files.copy(folder.resolve("h.png"), images.resolve("h.png"));
        Images.write(new Image(1, 1, 1, new byte[] {1}), masks.resolve("h.png"));
        assertRefused(DataFormat.MASKS, folder.resolve("m"), DataProblem.TOO_LARGE, "60000x60000");
    }

    @Test
    void hugeMasks() throws IOException {
        Path voc = folder.resolve("voc");
        for (String name : new String[] {"Annotations", "SegmentationObject", "JPEGImages"}) {
            Files.createDirectories(voc.resolve(name));
        }
        Files.copy(folder.resolve("a.png"), voc.resolve("JPEGImages/a.png"));
        Files.write(voc.resolve("SegmentationObject/a.png"), Hostile.huge(folder.resolve("a.png")));
        Files.writeString(
                voc.resolve("Annotations/a.xml"),
                "<annotation><filename>a.png</filename><object><name>c</name></object></annotation>");
        assertRefused(DataFormat.VOC, voc, DataProblem.UNREADABLE_IMAGE, "60000x60000");
        Path labelMe = write(
                "a.json",
                "{\"imagePath\":\"a.png\",\"imageHeight\":20,\"imageWidth\":30,"
                        + "\"shapes\":[{\"label\":\"c\",\"shape_type\":\"mask\","
                        + "\"points\":[[1,1],[9,9]],\"mask\":\""
                        + Base64.getEncoder().encodeToString(Hostile.huge(folder.resolve("a.png"))) + "\"}]}");
        assertRefused(DataFormat.LABELME, labelMe, DataProblem.BAD_SEGMENT, "a.json", "60000x60000");
    }

    /** As many objects as pixels. */
    @Test
    void manyColours() throws IOException {
        Path masks = Files.createDirectories(folder.resolve("m/masks"));
        Path images = Files.createDirectories(folder.resolve("m/images"));
        int side = 500;
        byte[] pixels = new byte[side * side * 3];
        for (int i = 0; i < side * side; i++) {
            pixels[3 * i] = (byte) (i >> 16);
            pixels[3 * i + 1] = (byte) (i >> 8);
            pixels[3 * i + 2] = (byte) i;
        }
        Images.write(new Image(side, side, 3, pixels), masks.resolve("a.png"));
        Images.write(Image.black(side, side, 3), images.resolve("a.png"));
        assertRefused(DataFormat.MASKS, folder.resolve("m"), DataProblem.TOO_LARGE, "a.png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e9", "NaN", "-4", "0", "\"x\""})
    void circlesOfNoRadius(String radius) throws IOException {
        Path at = write(
                "v.json",
                "{\"k\":{\"filename\":\"a.png\",\"regions\":[{\"shape_attributes\":{\"name\":\"circle\",\"cx\":5,"
                        + "\"cy\":5,\"r\":" + radius + "},\"region_attributes\":{}}]}}");
        assertRefused(DataFormat.VIA, at, DataProblem.BAD_SEGMENT, "v.json", "a.png");
    }
}
