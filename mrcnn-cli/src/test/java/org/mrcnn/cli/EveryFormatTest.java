// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.rendered.RenderCells;

/** Every command for annotated images supports every format. */
class EveryFormatTest extends CommandCase {
    private static final Path SAMPLES = Path.of("../mrcnn-data/src/test/resources/formats");

    private Path others;

    @BeforeEach
    void renderImagesOfOtherClasses() throws IOException {
        others = folder.resolve("others");
        RenderCells.write(new CellsDataset(1, 5, 64), others);
    }

    private void assertRuns(String... args) {
        assertThat(mrcnn(args)).as(err.toString()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COCO coco/annotations.json",
                "VOC voc",
                "VOC voc/ImageSets/Segmentation/train.txt",
                "LABELME labelme",
                "VIA via/via1.json",
                "VIA via/via2.csv",
                "VIA via/project.json",
                "MASKS masks-each",
                "MASKS masks-coloured",
                "MASKS masks-classes",
                "YOLO yolo",
                "YOLO yolo/data.yaml",
                "CVAT cvat",
                "SUPERVISELY supervisely",
                "OPEN_IMAGES open-images/train-annotations-object-segmentation.csv",
            })
    void everyCommandTakesIt(String format) throws IOException {
        String[] words = format.split(" ", -1);
        String annotations = SAMPLES.resolve(words[1]).toString();
        AnnotatedDataset data = DataFormat.valueOf(words[0]).open(null, Path.of(annotations));
        assertEvaluateTakes(annotations, words[0].toLowerCase(Locale.ROOT), results(data));
        assertTrainOpens(annotations, data);
        String page = folder.resolve("page.html").toString();
        assertRuns(
                "inspect",
                "--annotations",
                annotations,
                "--set",
                "image.minDimension=64",
                "--set",
                "image.maxDimension=64",
                "--out",
                page);
        assertThat(Path.of(page))
                .content()
                .contains("Every image was inspected")
                .doesNotContain("Faults: these")
                .contains(data.labels().subList(1, data.labels().size()));
    }

    /** Ground truth as results scores 1, and exactly the same with the file written by convert-data. */
    private void assertEvaluateTakes(String annotations, String format, Path results) throws IOException {
        Path own = folder.resolve("own.json");
        assertRuns(
                "evaluate",
                "--annotations",
                annotations,
                "--format",
                format,
                "--split-name",
                "train",
                "--results",
                results.toString(),
                "--out",
                own.toString());
        assertThat(out.toString()).contains("bbox  AP 1.000", "segm  AP 1.000");
        String coco = folder.resolve("coco.json").toString();
        assertRuns("convert-data", "--annotations", annotations, "--out", coco);
        Path converted = folder.resolve("converted.json");
        assertRuns("evaluate", "--annotations", coco, "--results", results.toString(), "--out", converted.toString());
        assertThat(converted).hasSameTextualContentAs(own);
    }

    /** Both data sets are opened; an object in the validation data whose class is not trained is rejected. */
    private void assertTrainOpens(String annotations, AnnotatedDataset data) throws IOException {
        Path config = Files.writeString(folder.resolve("c.yaml"), "train:\n  steps: 1\n");
        Path cells = others.resolve("annotations.json");
        assertThat(mrcnn(
                        "train",
                        "--config",
                        config.toString(),
                        "--annotations",
                        annotations,
                        "--validation-images",
                        others.resolve("images").toString(),
                        "--validation-annotations",
                        cells.toString()))
                .isEqualTo(1);
        List<String> classes = data.labels().subList(1, data.labels().size());
        assertThat(out.toString())
                .contains("training data: " + (data.size() == 1 ? "1 image," : data.size() + " images,"));
        assertThat(err.toString())
                .contains("UNKNOWN_CATEGORY in " + cells, "expected a class among " + classes + ", found '");
    }

    private Path results(AnnotatedDataset data) throws IOException {
        List<CocoDetection> found = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            Sample sample = data.load(i);
            for (int k = 0; k < sample.count(); k++) {
                double[] box = sample.masks().get(k).toCocoBox();
                found.add(new CocoDetection(
                        sample.imageId(),
                        Math.toIntExact(data.categoryId(Math.abs(sample.classIds()[k]))),
                        new CocoDetection.Box(box[0], box[1], box[2], box[3]),
                        sample.masks().get(k),
                        0.9));
            }
        }
        Path file = folder.resolve("results.json");
        CocoDetection.writeAll(file, found);
        return file;
    }

    /** Files are read as in train; pycocotools would stop at the annotations that are left out. */
    @Test
    void evaluateTakesCocoFilesThatTrainTakes() throws IOException {
        Path coco = SAMPLES.resolve("coco/annotations.json");
        Path results = results(DataFormat.COCO.open(null, coco));
        String metrics = folder.resolve("m.json").toString();
        assertRuns("evaluate", "--annotations", coco.toString(), "--results", results.toString(), "--out", metrics);
        assertThat(out.toString()).contains("read as for training", "categories[1].id");
        Path moved = Files.copy(coco, folder.resolve("moved.json"));
        assertThat(mrcnn(
                        "evaluate",
                        "--annotations",
                        moved.toString(),
                        "--results",
                        results.toString(),
                        "--out",
                        metrics))
                .isEqualTo(1);
        assertThat(err.toString()).contains("moved.json", "categories[1].id").hasLineCount(1);
    }

    @Test
    void whatIsSkippedIsNotMeasuredAgainst() throws IOException {
        Path yolo = folder.resolve("yolo");
        Files.createDirectories(yolo.resolve("images"));
        Files.createDirectories(yolo.resolve("labels"));
        Files.copy(SAMPLES.resolve("yolo/images/train/a.png"), yolo.resolve("images/a.png"));
        Files.writeString(yolo.resolve("classes.txt"), "cell\n");
        Files.writeString(yolo.resolve("labels/a.txt"), "0 0.1 0.1 0.5 0.1 0.5 0.5\n0 0.2 nan 0.4 0.4 0.6 0.6\n");
        Path kept = folder.resolve("kept.json");
        assertRuns("convert-data", "--annotations", yolo.toString(), "--bad-data", "skip", "--out", kept.toString());
        String results = results(DataFormat.COCO.open(yolo, kept)).toString();
        String[] line = {"evaluate", "--annotations", yolo.toString(), "--results", results, "--out", folder + "/m.json"
        };
        assertThat(mrcnn(line)).isEqualTo(1);
        assertThat(err.toString()).contains("a.txt", "line 2").hasLineCount(1);
        List<String> skipping = new ArrayList<>(List.of(line));
        skipping.addAll(List.of("--bad-data", "skip"));
        assertRuns(skipping.toArray(String[]::new));
        assertThat(out.toString()).contains("1 problem", "segm  AP 1.000");
    }
}
