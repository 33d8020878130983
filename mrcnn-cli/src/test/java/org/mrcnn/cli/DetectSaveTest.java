// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageOutputStream;
import org.junit.jupiter.api.Test;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.format.ReadOptions;

class DetectSaveTest extends DetectCase {
    @Test
    void idsAndNamesAreThoseOfTheDataSet() throws IOException {
        Path json = folder.resolve("found.json");
        assertThat(detect(
                        "--save",
                        "csv,coco,coco-results",
                        "--json",
                        json,
                        "--annotations",
                        annotations,
                        "--images",
                        images))
                .isZero();
        AnnotatedDataset truth = DataFormat.COCO.open(images, annotations);
        AnnotatedDataset found = DataFormat.COCO.open(images, results.resolve("coco.json"));
        assertThat(found.size()).isEqualTo(2);
        for (int i = 0; i < 2; i++) {
            assertThat(found.imageId(i)).isEqualTo(truth.imageId(i));
            assertThat(found.imageName(i)).isEqualTo(truth.imageName(i));
            assertThat(found.categoryId(1 + i)).isEqualTo(truth.categoryId(1 + i));
        }
        List<CocoDetection> list = CocoDetection.readAll(results.resolve("coco-results.json"));
        assertThat(list).isNotEmpty().isEqualTo(CocoDetection.readAll(json));
        assertThat(list).extracting(CocoDetection::imageId).contains(truth.imageId(0), truth.imageId(1));
        assertThat(Files.readAllLines(results.resolve("measurements.csv")))
                .hasSize(1 + list.size())
                .anyMatch(line -> line.startsWith(truth.imageName(0) + ",1,") && line.contains(",pixel,"));
    }

    /** pycocotools finds no image if they are others than in the annotation file. */
    @Test
    void idsOfImagesThatAreTextsStayTexts() throws IOException {
        Path texts = folder.resolve("texts.json");
        Files.writeString(
                texts,
                Files.readString(annotations)
                        .replaceAll("\"image_id\":\\s*(\\d+)", "\"image_id\":\"scan-$1\"")
                        .replaceAll("\"id\":\\s*(\\d+),\\s*\"file_name\"", "\"id\":\"scan-$1\",\"file_name\""));
        Path json = folder.resolve("found.json");
        assertThat(detect("--save", "coco", "--json", json, "--annotations", texts, "--images", images))
                .isZero();
        AnnotatedDataset numbers = DataFormat.COCO.open(images, annotations);
        String first = "\"scan-" + numbers.imageId(0) + "\"";
        assertThat(json).content().contains("\"image_id\":" + first).doesNotContainPattern("\"image_id\":\\d");
        assertThat(results.resolve("coco.json"))
                .content()
                .contains("{\"id\":" + first + ",\"file_name\"", "\"image_id\":" + first);
        assertThat(mrcnn("evaluate", "--annotations", texts + "", "--results", json + "", "--out", folder + "/m.json"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("1 x EVALUATION_IDS").doesNotContain("not readable", "left out");
    }

    @Test
    void aCategoryIdOfMoreThan32BitsIsNamed() throws IOException {
        long id = DataFormat.COCO.open(images, annotations).categoryId(1);
        Path large = folder.resolve("large.json");
        Files.writeString(
                large,
                Files.readString(annotations)
                        .replaceAll("\"category_id\":\\s*" + id + "\\b", "\"category_id\":3000000000")
                        .replaceAll("\"id\":\\s*" + id + ",\\s*\"name\"", "\"id\":3000000000,\"name\""));
        assertThat(detect("--save", "coco", "--annotations", large, "--images", images))
                .isEqualTo(1);
        assertThat(err.toString()).contains("category id of", "expected at most 2147483647, found 3000000000");
    }

    @Test
    void someImagesOfTheDataSetAreChosenByTheirFiles() throws IOException {
        Path second =
                Path.of(String.valueOf(DataFormat.COCO.open(images, annotations).imageFile(1)));
        Path stranger = Files.copy(second, folder.resolve("stranger.png"));
        assertThat(detect("--save", "coco-results", "--annotations", annotations, "--images", images, second, stranger))
                .isEqualTo(1);
        assertThat(err.toString()).contains("stranger.png: expected an image of the data set");
        long id = DataFormat.COCO.open(images, annotations).imageId(1);
        assertThat(CocoDetection.readAll(results.resolve("coco-results.json")))
                .isNotEmpty()
                .extracting(CocoDetection::imageId)
                .containsOnly(id);
    }

    @Test
    void folderNamesTellImagesOfOneNameApartAndAFaultyOneEndsNothing() throws IOException {
        Path a = Files.createDirectories(folder.resolve("in/a")).resolve("x.png");
        Path b = Files.createDirectories(folder.resolve("in/b")).resolve("x.png");
        Path cut = folder.resolve("in/b/cut.png");
        Path first = DataFormat.COCO.open(images, annotations).imageFile(0);
        Files.copy(first, a);
        Files.copy(first, b);
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(first), 300));
        assertThat(detect("--save", "imagej,geojson,labelme,labels", "--save", "csv", "--pixel-size", "0.5", a, b, cut))
                .isEqualTo(1);
        assertThat(err.toString()).contains("1 of 3 images failed", "cut.png");
        for (String name :
                List.of("geojson/a/x.geojson", "geojson/b/x.geojson", "imagej/a/x_RoiSet.zip", "labelme/b/x.json")) {
            assertThat(results.resolve(name)).isNotEmptyFile();
        }
        assertThat(results.resolve("measurements.csv")).content().contains("a/x.png,1,", "b/x.png,1,", ",um,");
        ReadOptions options =
                ReadOptions.DEFAULTS.withImages(folder.resolve("in")).withMaskPattern("{name}.tif");
        assertThat(DataFormat.MASKS
                        .open(results.resolve("labels"), options, BadDataPolicy.SKIP)
                        .size())
                .isEqualTo(2);
    }

    @Test
    void wrongArgumentsAreNamedInOneLine() {
        assertThat(detect()).isEqualTo(2);
        assertThat(detect("--masks-dir", folder.resolve("none"))).isEqualTo(2);
        assertThat(detect("--save", "cvs", images)).isEqualTo(2);
        assertThat(detect("--save", "csv", "--pixel-size", "-1", images)).isEqualTo(2);
        assertThat(err.toString())
                .hasLineCount(4)
                .contains("Missing required parameter: 'IMAGE'", "--masks-dir: there is no folder", "--pixel-size")
                .contains("coco-results");
    }

    /** QuPath shows objects in the coordinates of the largest level; intensities are those of the level that was used. */
    @Test
    void objectsOfALevelLieWhereTheLargestLevelHasThem() throws IOException {
        Path slide = folder.resolve("slide.tif");
        writeSlide(slide, 256, 64);

        assertThat(detect("--tiles", "64", "--level", "1", "--save", "csv,geojson", slide))
                .as(err.toString())
                .isZero();

        Matcher points = Pattern.compile("\\[(\\d+),(\\d+)\\]")
                .matcher(Files.readString(results.resolve("geojson/slide.geojson")));
        int largest = 0;
        while (points.find()) {
            int x = Integer.parseInt(points.group(1));
            assertThat(x % 4).isZero();
            largest = Math.max(largest, x);
        }
        assertThat(largest).isBetween(65, 256);
        assertThat(Files.readString(results.resolve("measurements.csv"))).contains(",90.0,90.0,90.0");
    }

    /** Writes a file with tiled grey pages of these sides, each of one value. */
    private static void writeSlide(Path file, int... sides) throws IOException {
        ImageWriter writer = null;
        for (Iterator<ImageWriter> all = ImageIO.getImageWritersByFormatName("tiff"); all.hasNext(); ) {
            ImageWriter next = all.next();
            writer = "java.desktop".equals(next.getClass().getModule().getName()) ? next : writer;
        }
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
        param.setTiling(32, 32, 0, 0);
        try (FileImageOutputStream out = new FileImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int side : sides) {
                BufferedImage page = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
                Arrays.fill(
                        ((DataBufferByte) page.getRaster().getDataBuffer()).getData(), (byte) (side == 64 ? 90 : 10));
                writer.writeToSequence(new IIOImage(page, null, null), param);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
    }

    @Test
    void aLevelNeedsTiles() {
        assertThat(detect("--level", "1", images)).isEqualTo(2);
        assertThat(err.toString()).contains("--tiles");
    }
}
