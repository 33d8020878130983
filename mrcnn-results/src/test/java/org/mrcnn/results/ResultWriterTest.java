// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;

class ResultWriterTest {
    @TempDir
    private Path folder;

    private ResultWriter writer(ResultFormat... formats) {
        return ResultWriter.to(folder.resolve("out"), SampleObjects.LABELS, Set.of(formats));
    }

    private static ImageResult named(String name) {
        return new ImageResult(1, name, null, SampleObjects.detections());
    }

    private List<String> files() throws IOException {
        Path out = folder.resolve("out");
        try (Stream<Path> files = Files.walk(out)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> out.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyImageHasAFileOfItsOwn() throws IOException {
        try (ResultWriter results = writer(ResultFormat.YOLO)) {
            for (String name : List.of("a/x.png", "b/x.png", "a/x.tif", "A/X.png", "x-2.png", "x.png", "x.tif")) {
                results.write(named(name));
            }
        }
        assertThat(files())
                .containsExactly(
                        "yolo/labels/A/X-3.txt",
                        "yolo/labels/a/x-2.txt",
                        "yolo/labels/a/x.txt",
                        "yolo/labels/b/x.txt",
                        "yolo/labels/x-2.txt",
                        "yolo/labels/x-3.txt",
                        "yolo/labels/x.txt");
    }

    @Test
    void namesNeverLeaveTheFolder() throws IOException {
        try (ResultWriter results = writer(ResultFormat.LABELME)) {
            for (String name : List.of("../../up.png", "/root/top.png", "C:\\scans\\a?.png", "...", ".hidden.png")) {
                results.write(named(name));
            }
        }
        assertThat(files())
                .containsExactly(
                        "labelme/.hidden.json",
                        "labelme/C_/scans/a_.json",
                        "labelme/image.json",
                        "labelme/root/top.json",
                        "labelme/up.json");
    }

    @Test
    void filesOfAllImagesAreWrittenAtTheEndOrNotAtAll() throws IOException {
        ResultFormat[] formats = {ResultFormat.CSV, ResultFormat.COCO, ResultFormat.CVAT, ResultFormat.COCO_RESULTS};
        try (ResultWriter results = writer(formats)) {
            results.write(named("a.png"));
        }
        assertThat(files()).isEmpty();
        try (ResultWriter results = writer(formats)) {
            results.finish();
        }
        assertThat(files()).containsExactly("annotations.xml", "coco-results.json", "coco.json", "measurements.csv");
    }

    @Test
    void anImageThatFailsIsInNoFileOfAll() throws IOException {
        Files.createDirectories(folder.resolve("out/geojson/bad.geojson")); // blocks this name
        try (ResultWriter results = writer(ResultFormat.GEOJSON, ResultFormat.CSV, ResultFormat.COCO)) {
            results.write(named("a.png"));
            assertThatThrownBy(() -> results.write(named("bad.png")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("bad.geojson");
            assertThatThrownBy(() -> results.write(
                            new ImageResult(3, "gone.png", folder.resolve("gone.png"), SampleObjects.detections())))
                    .isInstanceOf(ImageException.class);
            results.write(named("c.png"));
            results.finish();
        }
        Path out = folder.resolve("out");
        assertThat(out.resolve("measurements.csv"))
                .content()
                .contains("a.png", "c.png")
                .doesNotContain("bad", "gone");
        assertThat(out.resolve("coco.json"))
                .content()
                .contains("a.png", "c.png")
                .doesNotContain("bad", "gone");
        assertThat(out.resolve("geojson/c.geojson")).exists();
    }

    /** Class 2 has no category: the image must not remain in the table, which is written first. */
    @Test
    void anImageThatOneFileOfAllLacksIsInNone() throws IOException {
        try (ResultWriter results = writer(ResultFormat.CSV, ResultFormat.COCO, ResultFormat.COCO_RESULTS)) {
            AtomicBoolean known = new AtomicBoolean();
            results.categoryIds(classId -> {
                if (classId == 2 && !known.get()) {
                    throw new IllegalStateException("no category");
                }
                return classId;
            });
            Detections ofClass1 = new Detections(1, 6, List.of(columns(0.9f, 0, 4)));
            results.write(new ImageResult(1, "a.png", null, ofClass1));
            assertThatThrownBy(() -> results.write(named("bad.png"))).hasMessage("no category");
            results.write(new ImageResult(3, "c.png", null, ofClass1));
            known.set(true); // the list of categories is written at the end
            results.finish();
        }
        for (String file : List.of("measurements.csv", "coco.json")) {
            assertThat(folder.resolve("out").resolve(file))
                    .content()
                    .contains("a.png", "c.png")
                    .doesNotContain("bad.png");
        }
        assertThat(CocoDetection.readAll(folder.resolve("out/coco-results.json")))
                .extracting(CocoDetection::imageId)
                .containsExactly(1L, 3L);
    }

    /** The results must not be lost. */
    @Test
    void aFileThatIsRefusedIsWrittenElsewhereAndCostsNotTheOthers() throws IOException {
        Files.createDirectories(folder.resolve("out/measurements.csv"));
        try (ResultWriter results = writer(ResultFormat.CSV, ResultFormat.COCO)) {
            results.write(named("a.png"));
            IOException fault = catchThrowableOfType(IOException.class, results::finish);

            assertThat(fault).hasMessageContaining("measurements.csv: cannot be written: it is a folder");
            Path elsewhere = Path.of(fault.getMessage().replaceFirst(".*; it is in ", ""));
            assertThat(elsewhere).content().contains("a.png,1,cell");
            Files.delete(elsewhere);
            Files.delete(elsewhere.getParent());
        }
        assertThat(folder.resolve("out/coco.json")).isNotEmptyFile();
    }

    @Test
    void namesFitEveryFileSystem() throws IOException {
        String name = "\u6f22".repeat(80) + ".png";
        try (ResultWriter results = writer(ResultFormat.IMAGEJ)) {
            for (String image : List.of(name, name.replace(".png", ".tif"), "aux.png", "a./b .png", "COM1/x.png")) {
                results.write(named(image));
            }
        }
        String cut = "imagej/" + "\u6f22".repeat(78);
        assertThat(files())
                .containsExactlyInAnyOrder(
                        "imagej/_COM1/x_RoiSet.zip",
                        "imagej/_aux_RoiSet.zip",
                        "imagej/a/b_RoiSet.zip",
                        cut + "_RoiSet.zip",
                        cut + "-2_RoiSet.zip");
    }

    /** Objects of 4 and 2 columns that share one, and one that is covered by the first. */
    @Test
    void aPixelOfTwoObjectsHasTheNumberOfTheBetterOne() throws IOException {
        Detections found = new Detections(1, 6, List.of(columns(0.9f, 0, 4), columns(0.8f, 3, 5), columns(0.7f, 1, 2)));
        try (ResultWriter results = writer(ResultFormat.LABELS)) {
            results.write(new ImageResult(1, "a.png", null, found));
            assertThat(results.notes())
                    .singleElement()
                    .asString()
                    .contains("2 pixels of several objects", "1 object without");
        }
        assertThat(Images.readLabels(folder.resolve("out/labels/a.tif")).values())
                .containsExactly(1, 1, 1, 1, 2, 0);
    }

    private static Detection columns(float score, int from, int to) {
        Rle mask = Rle.fromBox(new double[] {from, 0, to - from, 1}, 1, 6);
        return new Detection(1, "cell", score, new float[] {0, from, 1, to}, mask);
    }

    @Test
    void lengthsAreInMicrometresWhereThePixelSizeIsGiven() throws IOException {
        try (ResultWriter results =
                writer(ResultFormat.CSV, ResultFormat.GEOJSON).pixelSize(0.5)) {
            results.write(named("a.png"));
            results.finish();
        }
        double area = SampleObjects.masks().get(0).area() / 4.0;
        assertThat(folder.resolve("out/measurements.csv")).content().contains("a.png,1,cell,0.95,um," + area + ",");
        assertThat(folder.resolve("out/geojson/a.geojson")).content().contains("\"Area \u00b5m^2\":" + area);
        assertThatThrownBy(() -> writer().pixelSize(0)).hasMessageContaining("above 0");
    }
}
