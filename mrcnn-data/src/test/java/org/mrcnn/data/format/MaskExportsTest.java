// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;

/** Exports of tools whose masks are images: Pascal VOC without XML files, and Supervisely. */
class MaskExportsTest {

    private static final Rle A = Rle.fromBox(new double[] {10, 10, 20, 10}, 48, 64);
    private static final Rle B = Rle.fromBox(new double[] {40, 30, 20, 10}, 48, 64);

    @TempDir
    private Path folder;

    @BeforeEach
    void writeImage() throws IOException {
        write("JPEGImages/a.png", 0, 0);
    }

    /** Writes an RGB image with A in one colour and B in another. */
    private void write(String name, int colourA, int colourB) throws IOException {
        byte[] a = A.toMask();
        byte[] b = B.toMask();
        byte[] rgb = new byte[3 * a.length];
        for (int i = 0; i < a.length; i++) {
            int colour = a[i] != 0 ? colourA : b[i] != 0 ? colourB : 0;
            rgb[3 * i] = (byte) (colour >> 16);
            rgb[3 * i + 1] = (byte) (colour >> 8);
            rgb[3 * i + 2] = (byte) colour;
        }
        Files.createDirectories(folder.resolve(name).getParent());
        Images.write(new Image(48, 64, 3, rgb), folder.resolve(name));
    }

    private Path text(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void paletteOfVoc() {
        assertThat(VocColours.colour(1)).isEqualTo(0x800000);
        assertThat(VocColours.colour(2)).isEqualTo(0x008000);
        assertThat(VocColours.colour(15)).isEqualTo(0xc08080);
        assertThat(VocColours.colour(255)).isEqualTo(0xe0e0c0);
    }

    @Test
    void segmentationMasksOfCvat() throws IOException {
        write("SegmentationObject/a.png", 0x800000, 0x008000);
        write("SegmentationClass/a.png", 0x0a0b0c, 0x646464);
        text(
                "labelmap.txt",
                "# label:color_rgb:parts:actions\nbackground:0,0,0::\ncat:100,100,100::\ndog:10,11,12::\n");
        Path list = text("ImageSets/Segmentation/default.txt", "a\n");
        for (Path at : new Path[] {folder, list}) {
            assertThat(DataFormat.detect(at)).isEqualTo(DataFormat.VOC);
            AnnotatedDataset data = DataFormat.VOC.open(null, at);
            assertThat(data.labels()).containsExactly("BG", "cat", "dog");
            assertThat(data.imageName(0)).isEqualTo("a.png");
            assertThat(data.load(0).masks()).containsExactlyInAnyOrder(A, B);
            int a = data.load(0).masks().indexOf(A);
            assertThat(data.classIds(0)[a]).isEqualTo(2);
        }
        text("labelmap.txt", "background:0,0,0::\ncat:100,100,100::\n");
        assertThatThrownBy(() -> DataFormat.VOC.open(null, folder))
                .hasMessageContainingAll("UNKNOWN_CATEGORY", "#0a0b0c", "SegmentationClass");
        text("labelmap.txt", "cat 100\n");
        assertThatThrownBy(() -> DataFormat.VOC.open(null, folder))
                .hasMessageContainingAll("labelmap.txt", "'cat 100'");
        Files.delete(folder.resolve("labelmap.txt"));
        assertThatThrownBy(() -> DataFormat.VOC.open(null, folder))
                .hasMessageContainingAll("Annotations", "labelmap.txt or class_names.txt");
    }

    @Test
    void masksOfLabelme2voc() throws IOException {
        write("SegmentationObject/a.png", 0x800000, 0x008000);
        write("SegmentationClass/a.png", VocColours.colour(2), VocColours.colour(1));
        text("class_names.txt", "__ignore__\n_background_\ncat\ndog\n");
        AnnotatedDataset data = DataFormat.VOC.open(null, folder);
        assertThat(data.labels()).containsExactly("BG", "cat", "dog");
        assertThat(data.classIds(0)[data.load(0).masks().indexOf(A)]).isEqualTo(2);
    }

    @Test
    void objectMasksInColoursOfThePalette() throws IOException {
        write("SegmentationObject/a.png", 0x008000, 0x800000);
        text(
                "Annotations/a.xml",
                "<annotation><object><name>cat</name></object><object><name>dog</name></object>" + "</annotation>");
        AnnotatedDataset data = DataFormat.VOC.open(null, folder);
        assertThat(data.load(0).masks()).containsExactly(B, A);
        write("SegmentationObject/a.png", 0x123456, 0x800000);
        assertThatThrownBy(() -> DataFormat.VOC.open(null, folder)).hasMessageContainingAll("a.png", "RGB", "#123456");
    }

    /** Masks without XML files and XML files without masks are noted. */
    @Test
    void masksWithoutXmlAndXmlWithoutMasks() throws IOException {
        String one = "<annotation><object><name>cat</name></object></annotation>";
        write("SegmentationObject/A.png", 0x800000, 0);
        write("SegmentationObject/other.png", 0x800000, 0);
        text("Annotations/a.xml", one);
        text("Annotations/b.xml", one);
        AnnotatedDataset data = DataFormat.VOC.open(null, folder);
        assertThat(data.load(0).masks()).containsExactly(A);
        assertThat(data.report().counts())
                .containsEntry(DataProblem.UNUSED_LABELS, 1)
                .containsEntry(DataProblem.UNUSED_IMAGE, 1)
                .containsEntry(DataProblem.FOUND_BY_NAME, 1);
        assertThat(data.report().toString()).contains("other.png", "b.xml", "A.png");
    }

    @Test
    void projectsOfSupervisely() throws IOException {
        write("p/ds0/img/a.png", 0, 0);
        write("p/ds0/img/b.png", 0, 0);
        text("p/meta.json", "{\"classes\":[{\"title\":\"cat\"},{\"title\":\"dog\"}]}");
        Images.write(new Image(10, 20, 1, filled(200)), folder.resolve("part.png"));
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(compressed)) {
            out.write(Files.readAllBytes(folder.resolve("part.png")));
        }
        String base64 = Base64.getEncoder().encodeToString(compressed.toByteArray());
        String json = "{'size':{'height':48,'width':64},'objects':["
                + "{'id':7,'classTitle':'dog','geometryType':'bitmap','bitmap':{'data':'" + base64
                + "','origin':[40,30]}},"
                + "{'classTitle':'cat','geometryType':'polygon','points':{'exterior':[[10,10],[30,10],[30,20],[10,20]],"
                + "'interior':[[[12,12],[16,12],[16,16],[12,16]]]}}]}";
        text("p/ds0/ann/a.png.json", json.replace('\'', '"'));
        Path at = folder.resolve("p");
        assertThat(DataFormat.detect(at)).isEqualTo(DataFormat.SUPERVISELY);
        AnnotatedDataset data = DataFormat.SUPERVISELY.open(null, at);
        assertThat(data.labels()).containsExactly("BG", "cat", "dog");
        assertThat(data.classIds(0)).containsExactly(2, 1);
        assertThat(data.load(0).masks().get(0)).isEqualTo(B);
        assertThat(data.load(0).masks().get(1).area()).isEqualTo(200 - 16);
        assertThat(data.imageName(0)).isEqualTo("ds0/img/a.png");
        assertThat(data.report().toString()).contains("1 x UNUSED_IMAGE", "b.png");

        text("p/ds0/ann/a.png.json", json.replace(base64, "AAAA").replace('\'', '"'));
        assertThatThrownBy(() -> DataFormat.SUPERVISELY.open(null, at))
                .hasMessageContainingAll("BAD_SEGMENT", "annotation id 7", "zlib");
        text("p/ds0/ann/a.png.json", json.replace("'polygon'", "'point'").replace('\'', '"'));
        AnnotatedDataset skipped = DataFormat.SUPERVISELY.open(null, at, BadDataPolicy.SKIP);
        assertThat(skipped.report().counts()).containsEntry(DataProblem.NO_SEGMENT, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "SUPERVISELY, p,             p/ds0/ann/a.png.json",
        "SUPERVISELY, q,             q/meta.json",
        "LABELME,     labels,        labels/a.json",
        "COCO,        a.json,        a.json",
        "VIA,         a.json,        a.json"
    })
    void emptyFilesAreNamed(DataFormat format, String at, String empty) throws IOException {
        text("q/ds0/ann/a.png.json", "{\"size\":{\"height\":48,\"width\":64},\"objects\":[]}");
        text(empty, "");
        assertThatThrownBy(() -> format.open(null, folder.resolve(at)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(empty);
    }

    private static byte[] filled(int n) {
        byte[] bytes = new byte[n];
        Arrays.fill(bytes, (byte) 255);
        return bytes;
    }

    private Path masksOfTwoObjects() throws IOException {
        write("SegmentationObject/a.png", 0x800000, 0x008000);
        write("SegmentationClass/a.png", 0x800000, 0x800000);
        return folder;
    }

    @ParameterizedTest
    @CsvSource({
        "'cat:128,0,0::|dog:128,0,0::', a colour of its own, 'dog:128,0,0::'",
        "'cat:128,0,0::|dog:0,300,0::', values from 0 to 255, 'dog:0,300,0::'",
    })
    void coloursThatLoseAClassAreRejected(String lines, String expected, String found) throws IOException {
        Path at = masksOfTwoObjects();
        text("labelmap.txt", lines.replace('|', '\n'));
        assertThatThrownBy(() -> DataFormat.VOC.open(null, at))
                .hasMessageContainingAll("labelmap.txt", expected, found);
    }

    @Test
    void imagesAndMasksThatAreNotUsedAreListed() throws IOException {
        Path at = masksOfTwoObjects();
        write("JPEGImages/b.png", 0, 0);
        write("SegmentationClass/c.png", 0x800000, 0x800000);
        text("class_names.txt", "mouse\ncat\n");
        List<String> notes = DataFormat.VOC.open(null, at).report().examples().stream()
                .map(Object::toString)
                .toList();
        assertThat(notes)
                .anyMatch(note -> note.contains("UNUSED_IMAGE") && note.contains("b.png"))
                .anyMatch(note -> note.contains("UNUSED_LABELS") && note.contains("c.png"))
                .anyMatch(note -> note.contains("'mouse', which is value 0"))
                .hasSize(3);
    }

    @Test
    void jpegFilesHoldNoNumbers() throws IOException {
        Path at = masksOfTwoObjects();
        text("class_names.txt", "_background_\ncat\n");
        Path mask = folder.resolve("SegmentationObject/a.png");
        ImageIO.write(ImageIO.read(mask.toFile()), "jpg", mask.toFile());
        assertThatThrownBy(() -> DataFormat.VOC.open(null, at, BadDataPolicy.SKIP))
                .hasMessageContainingAll("BAD_SEGMENT", "SegmentationObject/a.png", "a JPEG file");
        text(
                "Annotations/a.xml",
                "<annotation><filename>a.png</filename><object><name>cat</name></object></annotation>");
        assertThatThrownBy(() -> DataFormat.VOC.open(null, at)).hasMessageContainingAll("BAD_SEGMENT", "a JPEG file");
    }

    @Test
    void imagesWithoutXmlAreListed() throws IOException {
        text(
                "Annotations/a.xml",
                "<annotation><filename>a.png</filename><object><name>cat</name><polygon><x1>1</x1><y1>1</y1>"
                        + "<x2>9</x2><y2>1</y2><x3>9</x3><y3>9</y3></polygon></object></annotation>");
        write("JPEGImages/b.png", 0, 0);
        assertThat(DataFormat.VOC.open(null, folder).report().toString()).contains("UNUSED_IMAGE", "b.png");
    }
}
