// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import ij.gui.Roi;
import ij.io.RoiDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.format.ReadOptions;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;

/** Rare names, positions, numbers and languages, which all formats must handle. */
class HostileResultsTest {
    /** A formula in Excel, markup in HTML and XML, a path in a file system, separators in CSV and YAML, and several lines. */
    private static final String LABEL = "=1+1, \"a\": <b>&amp;'/..\\ #\n\t\u00e9\u6f22\ud83d\ude00";

    @TempDir
    private Path folder;

    private void write(Detections found, ResultFormat... formats) throws IOException {
        Path image = SampleObjects.image(folder.resolve("images/a b/\u00fc.png"));
        try (ResultWriter results = ResultWriter.to(folder.resolve("out"), List.of("BG", LABEL), Set.of(formats))) {
            results.write(new ImageResult(1, "a b/\u00fc.png", image, found));
            results.finish();
        }
    }

    private static Detections named(List<Rle> masks) {
        List<Detection> found = new ArrayList<>();
        masks.forEach(mask -> found.add(new Detection(1, LABEL, 0.5f, mask.bounds(), mask)));
        return new Detections(masks.get(0).height(), masks.get(0).width(), found);
    }

    @ParameterizedTest
    @EnumSource(names = {"COCO", "YOLO", "CVAT"})
    void anyClassNameComesBack(ResultFormat format) throws IOException {
        write(named(SampleObjects.masks()), format);

        Path out = folder.resolve("out");
        AnnotatedDataset data =
                switch (format) {
                    case COCO -> DataFormat.COCO.open(folder.resolve("images"), out.resolve("coco.json"));
                    case CVAT -> DataFormat.CVAT.open(folder.resolve("images"), out.resolve("annotations.xml"));
                    default -> {
                        Files.createDirectories(out.resolve("yolo/images/a b"));
                        Files.copy(folder.resolve("images/a b/\u00fc.png"), out.resolve("yolo/images/a b/\u00fc.png"));
                        yield DataFormat.YOLO.open(
                                out.resolve("yolo/data.yaml"), ReadOptions.DEFAULTS, BadDataPolicy.FAIL);
                    }
                };

        // XML converts a line break in an attribute to a space, so names and labels would differ.
        String expected = format == ResultFormat.CVAT ? LABEL.replaceAll("\\p{Cntrl}", "_") : LABEL;
        assertThat(data.labels()).containsExactly("BG", expected);
        assertThat(data.load(0).masks()).containsExactlyElementsOf(SampleObjects.masks());
    }

    @Test
    void anyClassNameIsOneCellAndOneString() throws IOException {
        write(named(SampleObjects.masks()), ResultFormat.CSV, ResultFormat.GEOJSON, ResultFormat.LABELME);

        Path out = folder.resolve("out");
        try (MappingIterator<String[]> rows = new CsvMapper()
                .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                .readerFor(String[].class)
                .readValues(out.resolve("measurements.csv").toFile())) {
            int columns = rows.next().length;
            List<String[]> objects = rows.readAll();
            assertThat(objects).hasSize(5).allMatch(row -> row.length == columns && row[2].equals(LABEL));
            assertThat(objects.get(0)[0]).isEqualTo("a b/\u00fc.png");
        }
        JsonNode geo = new ObjectMapper()
                .readTree(out.resolve("geojson/a b/\u00fc.geojson").toFile());
        assertThat(geo.at("/features/0/properties/classification/name").asText())
                .isEqualTo(LABEL);
        JsonNode labelMe = new ObjectMapper()
                .readTree(out.resolve("labelme/a b/\u00fc.json").toFile());
        assertThat(labelMe.at("/shapes/0/label").asText()).isEqualTo(LABEL);
        assertThat(labelMe.get("imagePath").asText()).isEqualTo("../../../images/a b/\u00fc.png");
    }

    /** The folder is a link, so two folders up from it is not two folders up from the path in its name. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void labelMeFindsTheImageFromALinkedFolder() throws IOException {
        Path image = SampleObjects.image(folder.resolve("images/a.png"));
        Path far = Files.createDirectories(folder.resolve("other/disk/results"));
        Path out = Files.createSymbolicLink(folder.resolve("out"), far);
        try (ResultWriter results = ResultWriter.to(out, SampleObjects.LABELS, Set.of(ResultFormat.LABELME))) {
            results.write(new ImageResult(1, "a.png", image, SampleObjects.detections()));
        }
        Path json = out.resolve("labelme/a.json");
        String path =
                new ObjectMapper().readTree(json.toFile()).get("imagePath").asText();
        assertThat(json.resolveSibling(path)).exists();
    }

    @Test
    void namesOfRegionsAreNamesOfFiles() throws IOException {
        write(named(SampleObjects.masks()), ResultFormat.IMAGEJ);

        assertThat(rois()).hasSize(5).allSatisfy(roi -> assertThat(roi.getName())
                .matches("000\\d_.*\u6f22\ud83d\ude00")
                .doesNotContain("/", "\\", ":", "\n"));
        assertThat(rois()).extracting(roi -> roi.getProperty("class")).containsOnly(LABEL);
    }

    private List<Roi> rois() throws IOException {
        List<Roi> rois = new ArrayList<>();
        Path file = folder.resolve("out/imagej/a b/\u00fc_RoiSet.zip");
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Roi roi = RoiDecoder.openFromByteArray(zip.readAllBytes());
                roi.setName(entry.getName().replaceFirst("\\.roi$", "")); // like RoiManager
                rois.add(roi);
            }
        }
        return rois;
    }

    /** Coordinates that exceed 16 bits. */
    @Test
    void regionsFarFromTheCornerOfASlideStayThere() throws IOException {
        Rle far = Rle.fromBox(new double[] {99_900, 3, 20, 5}, 10, 100_000);
        Rle farther = Rle.fromBox(new double[] {4, 65_530, 3, 12}, 70_000, 10);
        for (Rle mask : List.of(far, farther)) {
            write(named(List.of(mask)), ResultFormat.IMAGEJ);

            Roi roi = rois().get(0);
            float[] box = mask.bounds();
            assertThat(roi.getBounds())
                    .isEqualTo(new java.awt.Rectangle(
                            (int) box[1], (int) box[0], (int) (box[3] - box[1]), (int) (box[2] - box[0])));
            assertThat(roi.getStatistics().pixelCount).isEqualTo((int) mask.area());
        }
    }

    /** 66,000 objects of one pixel each. */
    @Test
    void labelsAbove16BitAreWrittenWith32() throws IOException {
        int side = 300;
        List<Detection> found = new ArrayList<>();
        for (int i = 0; i < 66_000; i++) {
            Rle pixel = new Rle(side, side, new int[] {i, 1, side * side - i - 1});
            found.add(new Detection(1, LABEL, 0.5f, new float[] {0, 0, 1, 1}, pixel));
        }
        Detections all = new Detections(side, side, found);

        write(all, ResultFormat.LABELS);

        int[] labels =
                Images.readLabels(folder.resolve("out/labels/a b/\u00fc.tif")).values();
        assertThat(labels[65_999 % side * side + 65_999 / side]).isEqualTo(66_000);
        assertThatThrownBy(() -> write(all, ResultFormat.LABELS_PNG)).hasMessageContaining("write a TIFF file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr", "de", "ar-EG-u-nu-arab", "fa", "th-TH-u-nu-thai"})
    void filesAreTheSameInEveryLanguage(String language) throws IOException {
        Map<String, String> expected = everyFormat("root");
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag(language));
            assertThat(everyFormat(language)).isEqualTo(expected);
        } finally {
            Locale.setDefault(before);
        }
    }

    /** Returns the content of each file by name, for a zip file the names in it. */
    private Map<String, String> everyFormat(String name) throws IOException {
        Path out = folder.resolve(name);
        try (ResultWriter results = ResultWriter.to(out, SampleObjects.LABELS, EnumSet.allOf(ResultFormat.class))) {
            results.write(new ImageResult(1, "I\u0130i.png", null, SampleObjects.detections()));
            results.finish();
        }
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(out.relativize(file).toString(), content(file));
            }
        }
        assertThat(contents).hasSize(11);
        return contents;
    }

    private static String content(Path file) throws IOException {
        if (!file.toString().endsWith(".zip")) {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        }
        StringBuilder names = new StringBuilder();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.append(entry.getName()).append('\n');
            }
        }
        return names.toString();
    }
}
