// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.mask.Rle;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.rendered.RenderCells;

/** The options of evaluate, on a file written for the test and on rendered cells. */
class EvaluateCommandTest extends CommandCase {
    private static final String TRUTH =
            """
            {"images": [{"id": 1, "height": 100, "width": 300, "file_name": "one.png"}],
             "categories": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}],
             "annotations": [
              {"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 10, 10], "area": 100, "iscrowd": 0},
              {"id": 2, "image_id": 1, "category_id": 1, "bbox": [50, 0, 40, 40], "area": 1600, "iscrowd": 0},
              {"id": 3, "image_id": 1, "category_id": 1, "bbox": [0, 50, 20, 20], "area": 400, "iscrowd": 0,
               "ignore": 1},
              {"id": 4, "image_id": 1, "category_id": 2, "bbox": [150, 0, 20, 20], "area": 400, "iscrowd": 0}]}
            """;

    /** Category 1: object 1 at IoU 0.62, nothing, object 2 exactly; category 2: its object at IoU 0.81. */
    private static final String RESULTS =
            """
            [{"image_id": 1, "category_id": 1, "bbox": [0, 0, 10, 6.2], "score": 0.9},
             {"image_id": 1, "category_id": 1, "bbox": [250, 0, 10, 10], "score": 0.8},
             {"image_id": 1, "category_id": 1, "bbox": [50, 0, 40, 40], "score": 0.7},
             {"image_id": 1, "category_id": 2, "bbox": [150, 0, 20, 16.2], "score": 0.6}]
            """;

    private static final Offset<Double> EPSILON = offset(1e-12);

    private Path truth;
    private Path results;

    @BeforeEach
    void writeFiles() throws IOException {
        truth = Files.writeString(folder.resolve("truth.json"), TRUTH);
        results = Files.writeString(folder.resolve("results.json"), RESULTS);
    }

    private String[] line(String... more) {
        return Stream.concat(
                        Stream.of(
                                "evaluate",
                                "--type",
                                "bbox",
                                "--results",
                                results.toString(),
                                "--annotations",
                                truth.toString(),
                                "--out",
                                folder.resolve("metrics.json").toString()),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private JsonNode metrics(String... options) throws IOException {
        assertThat(mrcnn(line(options))).as(err.toString()).isZero();
        return new ObjectMapper().readTree(folder.resolve("metrics.json").toFile());
    }

    private double metric(String name, String... options) throws IOException {
        return metrics(options).get("bbox/" + name).asDouble();
    }

    /** Nothing can be written to the device, as on a full disk. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileThatIsRefusedCostsNotTheOthers() {
        Path page = folder.resolve("page");
        List<String> line = new ArrayList<>(List.of("evaluate", "--type", "bbox", "--results", results.toString()));
        line.addAll(List.of("--annotations", truth.toString(), "--out", "/dev/full", "--report", page.toString()));

        assertThat(mrcnn(line)).isEqualTo(1);

        assertThat(out.toString()).contains("AP", "report in").doesNotContain("metrics in");
        assertThat(err.toString())
                .contains("1 of the files to write failed", "metrics: /dev/full: cannot be written: No space left");
        assertThat(page).isNotEmptyDirectory();
    }

    @Test
    void boxesOfResultsThatAreTwoCornersAreNoted() throws IOException {
        assertThat(mrcnn(line())).as(err.toString()).isZero();
        assertThat(out.toString()).doesNotContain("CORNER_BOXES");

        Files.writeString(
                results,
                """
                [{"image_id": 1, "category_id": 1, "bbox": [0, 0, 10, 10], "score": 0.9},
                 {"image_id": 1, "category_id": 1, "bbox": [50, 0, 90, 40], "score": 0.8},
                 {"image_id": 1, "category_id": 2, "bbox": [250, 70, 290, 90], "score": 0.6}]
                """);
        assertThat(mrcnn(line())).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("1 x CORNER_BOXES", results + ", image id 1: expected boxes x, y, width, height inside")
                .contains("found [250.0, 70.0, 290.0, 90.0]", "1 of 3 do so, and as two corners 3 fit")
                .contains("write each box as x, y, width, height: x1, y1, x2 - x1, y2 - y1");
    }

    @Test
    void withoutOptionsAsCoco() throws IOException {
        assertThat(metric("AR1")).isCloseTo((0.1 + 0.7) / 2, EPSILON);
        assertThat(metric("AR100")).isCloseTo((13 / 30.0 + 0.7) / 2, EPSILON);
        assertThat(metric("AP50")).isCloseTo((56 / 101.0 + 1) / 2, EPSILON);
    }

    @Test
    void iouChoosesTheOverlaps() throws IOException {
        JsonNode metrics = metrics("--iou", "0.75");
        assertThat(metrics.get("bbox/AP").asDouble()).isCloseTo((34 / 303.0 + 1) / 2, EPSILON);
        assertThat(metrics.get("bbox/AP75")).isEqualTo(metrics.get("bbox/AP"));
        assertThat(metrics.get("bbox/AP50").asDouble()).isEqualTo(-1);
        assertThat(metric("AP", "--iou", "0.5,0.75")).isCloseTo((56 / 101.0 + 1 + 34 / 303.0 + 1) / 4, EPSILON);
    }

    @Test
    void maxDetectionsChoosesTheLimits() throws IOException {
        JsonNode metrics = metrics("--max-detections", "1,2,3");
        assertThat(metrics.get("bbox/AR2").asDouble()).isCloseTo(0.4, EPSILON);
        assertThat(metrics.get("bbox/AR3").asDouble()).isCloseTo((13 / 30.0 + 0.7) / 2, EPSILON);
        assertThat(metrics.get("bbox/AP").asDouble()).isEqualTo(-1); // pycocotools looks up the limit 100
        assertThat(metrics.has("bbox/AR100")).isFalse();
    }

    @Test
    void areaChoosesTheSizes() throws IOException {
        JsonNode metrics = metrics("--area", "all:0:1e10,small:0:500,large:500:1e5");
        assertThat(metrics.get("bbox/ARsmall").asDouble()).isCloseTo((0.15 + 0.7) / 2, EPSILON);
        assertThat(metrics.get("bbox/ARlarge").asDouble()).isEqualTo(1);
        assertThat(metrics.get("bbox/ARmedium").asDouble()).isEqualTo(-1);
    }

    @Test
    void categoriesLeavesTheOthersOut() throws IOException {
        assertThat(metric("AR100", "--categories", "2")).isCloseTo(0.7, EPSILON);
        assertThat(metric("AR100", "--categories", "1")).isCloseTo(13 / 30.0, EPSILON);
    }

    @Test
    void correctedHeedsTheFlagIgnoreAndTheLargestLimit() throws IOException {
        assertThat(metric("AR100", "--corrected")).isCloseTo((0.65 + 0.7) / 2, EPSILON);
        assertThat(metric("AP", "--corrected", "--max-detections", "1,2,3")).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--iou 1.5                    | --iou: expected numbers from 0 to 1, found [1.5]",
                "--max-detections 1,10        | --max-detections",
                "--max-detections 0,10,100    | --max-detections: expected three or more limits, each 1 or more, found [0,",
                "--area small:0               | --area: expected NAME:MIN:MAX",
                "--area all:9:1               | area range all from 9.0 to 1.0",
                "--categories cell            | --categories",
                "--engine onnxruntime         | --engine, --tiles, --tta and --max-overlap are for a model; give --model",
                "--categories 1,7             | --categories: expected ids among those of the annotations, [1, 2], found [7]",
            })
    void wrongOptionsAreNamed(String options, String message) {
        assertThat(mrcnn(line(options.split(" ")))).isEqualTo(2);
        assertThat(err.toString()).contains(message).hasLineCount(1);
        assertThat(folder.resolve("metrics.json")).doesNotExist();
    }

    @Test
    void nothingToMeasureIsSaid() throws IOException {
        Files.writeString(truth, TRUTH.replaceFirst("(?s)\"annotations\": \\[.*", "\"annotations\": []}"));
        assertThat(metric("AP")).isEqualTo(-1);
        assertThat(out.toString()).contains("no annotations: a figure of -1 means that there is nothing to measure");
    }

    @Test
    void reportWithoutImagesHasTablesAndCurves() throws IOException {
        Path page = folder.resolve("new/report/report.html");
        for (int i = 0; i < 2; i++) { // the second time, the folder exists
            metrics("--report", page.getParent().toString());
            assertThat(page)
                    .content()
                    .contains("AR100", "precision over recall", "<polyline", "truth \\ detected", "Dupe", "one.png")
                    .doesNotContain("<img", "http", "<script");
        }
        assertThat(page.getParent()).isDirectoryContaining(file -> file.equals(page));
        try (Stream<Path> files = Files.list(page.getParent())) {
            assertThat(files).containsExactly(page);
        }
        assertThat(out.toString()).contains("report in " + page);
    }

    @Test
    void reportSaysWhichImagesAreMissing() throws IOException {
        metrics("--report", folder.resolve("r").toString(), "--images", folder.toString());
        assertThat(folder.resolve("r/report.html"))
                .content()
                .contains("Image 1 cannot be shown", "one.png")
                .doesNotContain("<img");
    }

    @Test
    void reportIntoAFileIsRefused() {
        assertThat(mrcnn(line("--report", truth.toString()))).isEqualTo(2);
        assertThat(err.toString()).contains("--report", "truth.json is a file").hasLineCount(1);
    }

    /** Every second object, shifted, for both types with images. */
    @Test
    void reportShowsTheImagesOfErrors() throws Exception {
        RenderCells.write(new CellsDataset(2, 5, 64), folder);
        List<CocoDetection> found = new ArrayList<>();
        CellsDataset data = new CellsDataset(2, 5, 64);
        for (int i = 0; i < data.size(); i++) {
            Sample sample = data.load(i);
            for (int k = 0; k < sample.count(); k += 2) {
                double[] b = sample.masks().get(k).toCocoBox();
                Rle mask = Rle.fromBox(new double[] {b[0] + b[2] / 2, b[1], b[2], b[3]}, 64, 64);
                CocoDetection.Box box = new CocoDetection.Box(b[0] + b[2] / 2, b[1], b[2], b[3]);
                found.add(new CocoDetection(sample.imageId(), sample.classIds()[k], box, mask, 0.9));
            }
        }
        CocoDetection.writeAll(results, found);
        report("--results", results.toString());
        assertThat(folder.resolve("r/report.html"))
                .content()
                .contains("data:image/jpeg;base64,", "Boxes: confusion", "Masks: objects not found", "Loc: ")
                .doesNotContain("No image of");
    }

    @Test
    void reportOfAModel() throws Exception {
        RenderCells.write(new CellsDataset(2, 5, 64), folder);
        Path config = Files.writeString(
                folder.resolve("config.yaml"),
                """
                model: {backbone: resnet18, pyramidSize: 8, fcLayersSize: 8, rpnChannels: 8}
                image: {minDimension: 64, maxDimension: 64}
                """);
        Path model = folder.resolve("model.mrcnn");
        try (MaskRcnn made = MaskRcnn.create(MaskRcnnConfig.from(config), new CellsDataset(2, 5, 64).labels())) {
            made.save(model);
        }
        report("--model", model.toString(), "--type", "segm");
        assertThat(folder.resolve("r/report.html"))
                .content()
                .contains("model.mrcnn on", "Masks: kinds of errors", "data:image/jpeg;base64,")
                .doesNotContain("Boxes:");
    }

    /** Writes a report about the images and annotations of the folder to r. */
    private void report(String... of) {
        List<String> args = new ArrayList<>(List.of("evaluate"));
        args.addAll(List.of(of));
        args.addAll(List.of("--annotations", folder.resolve("annotations.json").toString()));
        args.addAll(List.of("--images", folder.resolve("images").toString()));
        args.addAll(List.of("--report", folder.resolve("r").toString()));
        args.addAll(List.of("--out", folder.resolve("metrics.json").toString()));
        assertThat(mrcnn(args)).as(err.toString()).isZero();
    }
}
