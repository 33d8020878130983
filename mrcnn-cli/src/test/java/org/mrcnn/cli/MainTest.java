// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.rendered.RenderCells;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class MainTest extends CommandCase {
    @BeforeEach
    void renderTwoImages() throws Exception {
        RenderCells.write(new CellsDataset(2, 5, 64), folder);
    }

    private String annotations() {
        return folder.resolve("annotations.json").toString();
    }

    /**
     * Writes the objects of the ground truth as results, all of them or only some.
     *
     * @param every 1 for all objects, 2 for every second, and so on
     */
    private Path results(int every) throws Exception {
        List<CocoDetection> found = new ArrayList<>();
        CellsDataset data = new CellsDataset(2, 5, 64);
        for (int i = 0; i < data.size(); i++) {
            Sample sample = data.load(i);
            for (int k = 0; k < sample.count(); k += every) {
                found.add(new CocoDetection(
                        sample.imageId(),
                        sample.classIds()[k],
                        box(sample.masks().get(k).toCocoBox()),
                        sample.masks().get(k),
                        0.9));
            }
        }
        Path file = folder.resolve("results.json");
        CocoDetection.writeAll(file, found);
        return file;
    }

    private static org.mrcnn.data.evaluation.CocoDetection.Box box(double[] b) {
        return new org.mrcnn.data.evaluation.CocoDetection.Box(b[0], b[1], b[2], b[3]);
    }

    @ParameterizedTest
    @CsvSource({
        "demo, --minutes",
        "train, --bad-data",
        "detect, --min-score",
        "evaluate, --save-results",
        "inspect, --sample",
        "convert-data, --min-area",
    })
    void helpNamesTheOptions(String command, String option) {
        assertThat(mrcnn(command, "--help")).isZero();
        assertThat(out.toString())
                .contains("Usage: mrcnn " + command, option, "--verbose")
                .containsPattern("Exit status:\\s+0 +Done\\.");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void helpIsACommandToo() {
        assertThat(mrcnn("help", "train")).isZero();
        assertThat(out.toString()).startsWith("Usage: mrcnn train");
        assertThat(mrcnn("help")).isZero();
        assertThat(out.toString()).contains("Usage: mrcnn [");
    }

    @Test
    void anUnknownValueIsAnsweredWithTheKnownOnes() {
        assertThat(mrcnn("detect", "--model", "m.mrcnn", "--save", "csv,excel", "photo.png"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("--save: expected one of geojson, imagej, labelme, yolo, labels, labels-png, csv,")
                .contains(", found excel; see mrcnn detect --help");
    }

    /** Names such as train.minutes, .mrcnn and http://localhost:8080/ can be copied from it. */
    @ParameterizedTest
    @ValueSource(classes = {TrainCommand.class, DetectCommand.class, ConvertCommand.class, ServeCommand.class})
    void helpBreaksLinesOnlyBetweenWords(Class<?> command) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(command);
        assertThat(mrcnn(spec.name(), "--help")).isZero();
        Stream<String> texts = Stream.concat(
                Stream.of(spec.usageMessage().description()),
                spec.args().stream().flatMap(argument -> Stream.of(argument.description())));
        assertThat(texts.flatMap(text -> Stream.of(text.split(" "))).filter(word -> !word.contains("$")))
                .allSatisfy(word -> assertThat(out.toString()).contains(word));
    }

    @Test
    void helpNamesTheCommandsAndNoArgumentsPrintItToo() {
        assertThat(mrcnn("--help")).isZero();
        assertThat(out.toString()).contains("demo", "train", "detect", "evaluate");
        assertThat(mrcnn()).isEqualTo(2);
        assertThat(err.toString()).contains("demo", "train", "detect", "evaluate");
    }

    /** Few steps are a first try of the demo; its warm-up would be longer. */
    @ParameterizedTest
    @CsvSource({"1, 0", "6, 3", "40, 20", "41, 40"})
    void theDemoRunsForAnyNumberOfSteps(int steps, int warmup) throws Exception {
        DemoCommand demo = new DemoCommand();
        new CommandLine(demo).parseArgs("--config", "../config/demo.yaml", "--steps", String.valueOf(steps));
        assertThat(demo.config().train().schedule().warmupSteps()).isEqualTo(warmup);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "demo --nonsense",
                "demo --minutes many",
                "demo --train-images 0",
                "detect --model m.mrcnn",
                "detect --model missing.mrcnn photo.png",
                "evaluate --annotations a.json --out m.json",
                "evaluate --annotations a.json --out m.json --results r.json --model m.mrcnn --images i",
                "evaluate --annotations a.json --out m.json --model m.mrcnn",
                "evaluate --annotations a.json --out m.json --results r.json --images i",
                "evaluate --annotations a.json --out m.json --results r.json --save-results s.json",
                "evaluate --annotations a.json --out m.json --results r.json --type polygons",
                "train --images i --annotations a.json",
                "inspect",
                "inspect --model m.mrcnn",
                "inspect --images i",
                "inspect --annotations a.json",
                "inspect --annotations a.json --model m.mrcnn p.png",
                "inspect --model m.mrcnn p.png --config c.yaml",
                "train --config missing.yaml --images i --annotations a.json",
            })
    void refusesWrongArgumentsInOneLine(String line) {
        assertThat(mrcnn(line.split(" "))).isEqualTo(2);
        assertThat(err.toString().strip())
                .startsWith("mrcnn")
                .contains("--help")
                .hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "detct                        | did you mean detect",
                "detect --modle m.mrcnn a.png | '--modle'; did you mean --model?; Missing required option: '--model=FILE'",
                "detect --model m --min-scor 1 a.png | did you mean --min-score",
            })
    void suggestsWhatWasProbablyMeant(String line, String message) {
        assertThat(mrcnn(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(message).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train.batchsize=1    | --set train.batchsize: there is no setting train.batchsize; did you mean"
                        + " train.batchSize?",
                "train.learningRate=1 | did you mean train.optimizer.learningRate?",
                "train.optimizer=adam | --set train.optimizer: train.optimizer is a group of settings; its settings are"
                        + " kind, learningRate",
                "train.batchSize=0    | --set train.batchSize=0: train.batchSize: expected a whole number from 1 to 1024,"
                        + " found 0",
                "train.steps.more=1   | there is no setting train.steps.more",
                "model.precision=f64  | --set model.precision=f64: model.precision: expected one of",
            })
    void settingsOfTheCommandLineAreNamedByTheirArgument(String setting, String message) {
        String[] line = {"inspect", "--annotations", annotations(), "--set", setting};
        assertThat(mrcnn(line)).isEqualTo(2);
        assertThat(err.toString()).contains(message).doesNotContain("merged").hasLineCount(1);
    }

    @Test
    void aSettingIsGivenOnce() {
        String[] line = {"inspect", "--annotations", annotations(), "--set", "train.steps=2", "--set", "train.steps=3"};
        assertThat(mrcnn(line)).isEqualTo(2);
        assertThat(err.toString())
                .contains("--set train.steps: expected each setting once")
                .hasLineCount(1);
    }

    @Test
    void refusesHalfOfTheValidationData() throws Exception {
        Path config = Files.writeString(folder.resolve("c.yaml"), "train:\n  steps: 2\n");
        String images = folder.resolve("images").toString();
        int status = mrcnn(
                "train",
                "--config",
                config.toString(),
                "--images",
                images,
                "--annotations",
                annotations(),
                "--validation-images",
                images);
        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).contains("--validation-annotations").hasLineCount(1);
    }

    @Test
    void failuresAreOneLineAndVerboseAddsTheStackTrace() throws Exception {
        String broken = Files.writeString(folder.resolve("broken.json"), "{\"images\": [")
                .toString();
        String[] line = {"evaluate", "--results", results(1).toString(), "--annotations", broken, "--out", "m.json"};
        assertThat(mrcnn(line)).isEqualTo(1);
        assertThat(err.toString()).contains("broken.json").hasLineCount(1);
        assertThat(mrcnn("evaluate", "--verbose", line[1], line[2], line[3], line[4], line[5], line[6]))
                .isEqualTo(1);
        assertThat(err.toString()).contains("\tat ");
    }

    @Test
    void perfectResultsScoreOne() throws Exception {
        Path metrics = folder.resolve("metrics.json");
        assertThat(mrcnn(
                        "evaluate",
                        "--results",
                        results(1).toString(),
                        "--annotations",
                        annotations(),
                        "--out",
                        metrics.toString()))
                .isZero();
        JsonNode json = new ObjectMapper().readTree(metrics.toFile());
        assertThat(json.get("bbox/AP").asDouble()).isEqualTo(1);
        assertThat(json.get("segm/AP50").asDouble()).isEqualTo(1);
        assertThat(out.toString()).contains("bbox  AP 1.000", "segm  AP 1.000");
    }

    @Test
    void missedObjectsScoreLessAndOnlyTheAskedTypeIsMeasured() throws Exception {
        Path metrics = folder.resolve("metrics.json");
        assertThat(mrcnn(
                        "evaluate",
                        "--results",
                        results(2).toString(),
                        "--annotations",
                        annotations(),
                        "--type",
                        "segm",
                        "--out",
                        metrics.toString()))
                .isZero();
        JsonNode json = new ObjectMapper().readTree(metrics.toFile());
        assertThat(json.get("segm/AP").asDouble()).isBetween(0.2, 0.9);
        assertThat(json.has("bbox/AP")).isFalse();
    }

    @Test
    void inspectWritesAPageAboutData() {
        Path page = folder.resolve("pages/data.html");
        String images = folder.resolve("images").toString();
        int status = mrcnn(
                "inspect",
                "--images",
                images,
                "--annotations",
                annotations(),
                "--set",
                "image.minDimension=64",
                "--set",
                "image.maxDimension=64",
                "--out",
                page.toString());
        assertThat(err.toString()).isEmpty();
        assertThat(status).isZero();
        assertThat(page).content().contains("rpn.anchorScales", "RPN targets", "data:image/jpeg;base64,");
        assertThat(out.toString()).contains("2 images").contains("data.html");
    }

    @Test
    void inspectNamesABadSettingAndAnUnknownConfiguration() {
        String images = folder.resolve("images").toString();
        String[] line = {"inspect", "--images", images, "--annotations", annotations(), "--set", "image.size=64"};
        assertThat(mrcnn(line)).isEqualTo(2);
        assertThat(err.toString())
                .contains("--set image.size: there is no setting image.size; known here: mode, ")
                .hasLineCount(1);
        assertThat(mrcnn("inspect", "--annotations", annotations(), "--config", "none.yaml"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("none.yaml");
    }

    @Test
    void convertedDataSplitsIntoTwoFiles() throws Exception {
        Path first = folder.resolve("new/first.json");
        Path rest = folder.resolve("new/rest.json");
        assertThat(mrcnn(
                        "convert-data",
                        "--annotations",
                        annotations(),
                        "--images",
                        folder.resolve("images").toString(),
                        "--rename",
                        "round=cell",
                        "--split",
                        "0.5",
                        "--out",
                        first.toString(),
                        "--rest",
                        rest.toString()))
                .isZero();
        assertThat(out.toString())
                .contains(
                        "2 images",
                        "[cell, elongated]",
                        folder.resolve("images").toString());
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readTree(first.toFile()).get("images")).hasSize(1);
        assertThat(mapper.readTree(rest.toFile()).get("images")).hasSize(1);
    }
}
