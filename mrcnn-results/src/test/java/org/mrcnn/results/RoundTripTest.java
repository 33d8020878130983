// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.io.Opener;
import ij.io.RoiDecoder;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.operation.valid.IsValidOp;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.format.ReadOptions;
import org.mrcnn.data.mask.Rle;

/** Every format, read back by its own software or by this project's readers. */
class RoundTripTest {
    private static final GeometryFactory GEOMETRY = new GeometryFactory();

    @TempDir
    private Path folder;

    private Path out;
    private List<Path> images;

    @BeforeEach
    void writeTwoImagesOfOneName() throws IOException {
        out = folder.resolve("out");
        images = List.of(
                SampleObjects.image(folder.resolve("images/a/one.png")),
                SampleObjects.image(folder.resolve("images/b/one.png")));
    }

    private void write(ResultFormat... formats) throws IOException {
        try (ResultWriter results = ResultWriter.to(out, SampleObjects.LABELS, Set.of(formats))) {
            results.categoryIds(classId -> 10 * classId);
            results.write(new ImageResult(7, "a/one.png", images.get(0), SampleObjects.detections()));
            Detections none = new Detections(SampleObjects.HEIGHT, SampleObjects.WIDTH, List.of());
            results.write(new ImageResult(9, "b/one.png", images.get(1), none));
            results.finish();
        }
    }

    @Test
    void cocoHasTheTextsThatAreIds() throws IOException {
        Set<ResultFormat> formats = Set.of(ResultFormat.COCO, ResultFormat.COCO_RESULTS);
        try (ResultWriter results = ResultWriter.to(out, SampleObjects.LABELS, formats)) {
            results.textIds(Map.of(7L, "scan-7")).cocoResults(folder.resolve("list.json"));
            results.write(new ImageResult(7, "a/one.png", images.get(0), SampleObjects.detections()));
            results.write(new ImageResult(9, "b/one.png", images.get(1), SampleObjects.detections()));
            results.finish();
        }
        ObjectMapper reader = new ObjectMapper();
        for (Path list : List.of(out.resolve("coco-results.json"), folder.resolve("list.json"))) {
            JsonNode results = reader.readTree(list.toFile());
            assertThat(results.get(0).get("image_id")).isEqualTo(new TextNode("scan-7"));
            assertThat(results.get(results.size() - 1).get("image_id")).isEqualTo(new IntNode(9));
        }
        JsonNode coco = reader.readTree(out.resolve("coco.json").toFile());
        assertThat(coco.at("/images/0/id")).isEqualTo(new TextNode("scan-7"));
        assertThat(coco.at("/images/1/id")).isEqualTo(new IntNode(9));
        assertThat(coco.at("/annotations/0/image_id")).isEqualTo(new TextNode("scan-7"));
    }

    /** The network may find a box, but no mask in it. */
    @ParameterizedTest
    @EnumSource(names = {"COCO", "CVAT"})
    void objectsWithoutPixelsAreNoAnnotations(ResultFormat format) throws IOException {
        Rle none = SampleObjects.mask((y, x) -> false);
        List<Detection> objects = new ArrayList<>(SampleObjects.detections().list());
        objects.add(2, new Detection(2, SampleObjects.LABELS.get(2), 0.8f, new float[] {10, 10, 30, 20}, none));
        Detections found = new Detections(SampleObjects.HEIGHT, SampleObjects.WIDTH, objects);
        Detections nothing = new Detections(SampleObjects.HEIGHT, SampleObjects.WIDTH, List.of(objects.get(2)));
        Set<ResultFormat> formats = Set.of(format, ResultFormat.CSV, ResultFormat.COCO_RESULTS);
        try (ResultWriter results = ResultWriter.to(out, SampleObjects.LABELS, formats)) {
            results.write(new ImageResult(7, "a/one.png", images.get(0), found));
            results.write(new ImageResult(9, "b/one.png", images.get(1), nothing));
            results.finish();
            assertThat(results.notes())
                    .containsExactly("2 objects whose mask has no pixel, which only csv and coco-results have");
        }
        Path file = out.resolve(format == ResultFormat.COCO ? "coco.json" : "annotations.xml");
        assertComesBack(DataFormat.valueOf(format.name()).open(folder.resolve("images"), file));
        if (format == ResultFormat.COCO) {
            assertThat(CocoGroundTruth.read(file).annotations())
                    .extracting(CocoGroundTruth.Annotation::mask)
                    .containsExactlyElementsOf(SampleObjects.masks());
        }
        assertThat(CocoDetection.readAll(out.resolve("coco-results.json"))).hasSize(7);
        assertThat(out.resolve("measurements.csv")).content().contains("a/one.png,3,", "b/one.png,1,");
    }

    private void assertComesBack(AnnotatedDataset data) {
        assertThat(data.size()).isEqualTo(2);
        Sample sample = data.load(0);
        assertThat(sample.masks()).containsExactlyElementsOf(SampleObjects.masks());
        assertThat(data.labels()).containsExactlyElementsOf(SampleObjects.LABELS);
        assertThat(sample.classIds()).containsExactly(1, 2, 1, 2, 1);
        assertThat(data.instanceCount(1)).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"COCO", "CVAT"})
    void filesOfAllImagesComeBack(ResultFormat format) throws IOException {
        write(format);
        DataFormat reader = DataFormat.valueOf(format.name());
        Path file = out.resolve(format == ResultFormat.COCO ? "coco.json" : "annotations.xml");
        assertThat(DataFormat.detect(file)).isEqualTo(reader);
        assertComesBack(reader.open(folder.resolve("images"), file));
    }

    @Test
    void cocoHasTheIdsOfTheDataSet() throws IOException {
        write(ResultFormat.COCO, ResultFormat.COCO_RESULTS);
        AnnotatedDataset data = DataFormat.COCO.open(folder.resolve("images"), out.resolve("coco.json"));
        assertThat(data.imageId(0)).isEqualTo(7);
        assertThat(data.imageName(1)).isEqualTo("b/one.png");
        assertThat(data.categoryId(2)).isEqualTo(20);
        List<CocoDetection> results = CocoDetection.readAll(out.resolve("coco-results.json"));
        assertThat(results).extracting(CocoDetection::mask).containsExactlyElementsOf(SampleObjects.masks());
        assertThat(results).extracting(CocoDetection::imageId).containsOnly(7L);
        assertThat(results).extracting(CocoDetection::categoryId).containsExactly(10, 20, 10, 20, 10);
    }

    @Test
    void labelMeComesBack() throws IOException {
        write(ResultFormat.LABELME);
        JsonNode json =
                new ObjectMapper().readTree(out.resolve("labelme/a/one.json").toFile());
        Path named = out.resolve("labelme/a").resolve(json.get("imagePath").textValue());
        assertThat(named.normalize()).isEqualTo(images.get(0));
        // in the folder of the images, as in LabelMe
        for (String name : List.of("a/one", "b/one")) {
            Files.copy(out.resolve("labelme/" + name + ".json"), folder.resolve("images/" + name + ".json"));
        }
        Path file = folder.resolve("images/a/one.json");
        Files.writeString(
                file, Files.readString(file).replace(json.get("imagePath").textValue(), "one.png"));
        Path other = folder.resolve("images/b/one.json");
        Files.writeString(
                other, Files.readString(other).replaceAll("\"imagePath\":\"[^\"]*\"", "\"imagePath\":\"one.png\""));
        AnnotatedDataset data = DataFormat.LABELME.open(null, folder.resolve("images"));
        assertThat(data.load(0).masks()).containsExactlyElementsOf(SampleObjects.masks());
        assertThat(data.labels()).containsExactlyElementsOf(SampleObjects.LABELS);
    }

    @Test
    void yoloComesBack() throws IOException {
        write(ResultFormat.YOLO);
        for (String name : List.of("a/one.png", "b/one.png")) {
            Path copy = out.resolve("yolo/images/" + name);
            Files.createDirectories(copy.getParent());
            Files.copy(folder.resolve("images/" + name), copy);
        }
        Path yaml = out.resolve("yolo/data.yaml");
        assertThat(DataFormat.detect(yaml)).isEqualTo(DataFormat.YOLO);
        assertThat(yaml).content().doesNotContain("path:"); // Ultralytics does not take "." for the folder of the file
        assertComesBack(DataFormat.YOLO.open(yaml, ReadOptions.DEFAULTS, BadDataPolicy.FAIL));
    }

    @Test
    void geoJsonIsValidAndHasTheAreasOfTheMasks() throws IOException {
        write(ResultFormat.GEOJSON);
        JsonNode features = new ObjectMapper()
                .readTree(out.resolve("geojson/a/one.geojson").toFile())
                .get("features");
        assertThat(features).hasSize(5);
        for (int i = 0; i < features.size(); i++) {
            Geometry geometry = geometry(features.get(i).get("geometry"));
            Rle mask = SampleObjects.masks().get(i);
            assertThat(new IsValidOp(geometry).getValidationError()).isNull();
            assertThat(geometry.getArea()).isEqualTo((double) mask.area());
            assertThat(geometry.getEnvelopeInternal().getMinX()).isEqualTo(mask.bounds()[1]);
            JsonNode properties = features.get(i).get("properties");
            assertThat(properties.at("/classification/name").textValue())
                    .isEqualTo(SampleObjects.LABELS.get(1 + i % 2));
            assertThat(properties.at("/measurements/Area px^2").doubleValue()).isEqualTo((double) mask.area());
        }
        assertThat(features.get(1).at("/geometry/coordinates")).hasSize(2);
        assertThat(features.get(2).at("/geometry/type").textValue()).isEqualTo("MultiPolygon");
        assertThat(out.resolve("geojson/b/one.geojson")).content().contains("\"features\":[]");
    }

    private static Geometry geometry(JsonNode node) {
        JsonNode coordinates = node.get("coordinates");
        if (node.get("type").textValue().equals("Polygon")) {
            return polygon(coordinates);
        }
        List<Polygon> parts = new ArrayList<>();
        coordinates.forEach(part -> parts.add(polygon(part)));
        return GEOMETRY.createMultiPolygon(parts.toArray(Polygon[]::new));
    }

    private static Polygon polygon(JsonNode rings) {
        List<LinearRing> all = new ArrayList<>();
        for (JsonNode ring : rings) {
            List<Coordinate> points = new ArrayList<>();
            ring.forEach(
                    p -> points.add(new Coordinate(p.get(0).asDouble(), p.get(1).asDouble())));
            all.add(GEOMETRY.createLinearRing(points.toArray(Coordinate[]::new)));
        }
        return GEOMETRY.createPolygon(all.get(0), all.subList(1, all.size()).toArray(LinearRing[]::new));
    }

    @Test
    void imageJOpensItsRegions() throws IOException {
        Path stale = Files.createDirectories(out.resolve("imagej/b")).resolve("one_RoiSet.zip");
        Files.writeString(stale, "of an earlier run");
        write(ResultFormat.IMAGEJ);
        assertThat(stale).doesNotExist();
        List<Roi> rois = rois(out.resolve("imagej/a/one_RoiSet.zip"));
        assertThat(rois).hasSize(5);
        for (int i = 0; i < rois.size(); i++) {
            Roi roi = rois.get(i);
            assertThat(pixels(roi)).isEqualTo(SampleObjects.masks().get(i));
            assertThat(roi.getProperty("class")).isEqualTo(SampleObjects.LABELS.get(1 + i % 2));
        }
        assertThat(rois.get(0).getName()).isEqualTo("0001_cell");
        assertThat(rois.get(0).getType()).isEqualTo(Roi.TRACED_ROI);
        assertThat(rois.get(1).getType()).isEqualTo(Roi.COMPOSITE);
    }

    private static List<Roi> rois(Path file) throws IOException {
        List<Roi> rois = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                rois.add(RoiDecoder.openFromByteArray(zip.readAllBytes()));
            }
        }
        return rois;
    }

    @Test
    void regionsHaveTheNumbersOfTheTableBesideAnObjectWithoutPixels() throws IOException {
        Rle disk = SampleObjects.masks().get(0);
        List<Detection> objects = new ArrayList<>();
        for (Rle mask : List.of(disk, SampleObjects.mask((y, x) -> false), disk)) {
            objects.add(new Detection(1, "cell", 0.9f, disk.bounds(), mask));
        }
        try (ResultWriter results = ResultWriter.to(out, SampleObjects.LABELS, Set.of(ResultFormat.IMAGEJ))) {
            Detections found = new Detections(SampleObjects.HEIGHT, SampleObjects.WIDTH, objects);
            results.write(new ImageResult(1, "c.png", null, found));
        }
        assertThat(rois(out.resolve("imagej/c_RoiSet.zip")))
                .extracting(Roi::getName)
                .containsExactly("0001_cell", "0003_cell");
    }

    private static Rle pixels(Roi roi) {
        ImageProcessor mask = roi.getMask();
        int top = roi.getBounds().y;
        int left = roi.getBounds().x;
        return SampleObjects.mask(
                (y, x) -> roi.getBounds().contains(x, y) && (mask == null || mask.get(x - left, y - top) != 0));
    }

    @ParameterizedTest
    @EnumSource(names = {"LABELS", "LABELS_PNG"})
    void labelImagesComeBack(ResultFormat format) throws IOException {
        write(format);
        String ending = format == ResultFormat.LABELS ? ".tif" : ".png";
        ReadOptions options =
                ReadOptions.DEFAULTS.withImages(folder.resolve("images")).withMaskPattern("{name}" + ending);
        AnnotatedDataset data = DataFormat.MASKS.open(out.resolve("labels"), options, BadDataPolicy.SKIP);
        assertThat(data.load(0).masks()).containsExactlyInAnyOrderElementsOf(SampleObjects.masks());
        ImagePlus opened =
                new Opener().openImage(out.resolve("labels/a/one" + ending).toString());
        assertThat(opened.getBitDepth()).isEqualTo(16);
        assertThat(opened.getProcessor().get(15, 15)).isEqualTo(1);
        assertThat(opened.getProcessor().get(79, 59)).isEqualTo(5);
    }

    @Test
    void theTableHasALinePerObject() throws IOException {
        write(ResultFormat.CSV);
        List<String> lines = Files.readAllLines(out.resolve("measurements.csv"));
        assertThat(lines).hasSize(6);
        assertThat(lines.get(0))
                .startsWith("image,object,class,score,unit,area,")
                .endsWith("solidity,mean_intensity_1,mean_intensity_2,mean_intensity_3");
        assertThat(lines.get(2)).startsWith("a/one.png,2,\"debris, \"\"<&>\"\"\",0.85,pixel,");
        String[] disk = lines.get(1).split(",", -1);
        assertThat(disk[5]).isEqualTo(SampleObjects.masks().get(0).area() + ".0");
        assertThat(Double.parseDouble(disk[disk.length - 1])).isCloseTo(15, within(1e-9));
        String[] pixel = lines.get(5).split(",", -1);
        assertThat(pixel[14]).isEmpty(); // the circularity of one pixel
    }
}
