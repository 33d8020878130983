// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.cli.Main;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.image.Images;
import org.mrcnn.rendered.CellsDataset;
import picocli.CommandLine;

/** Tests the command with all files except the configuration on a file system that is not local. */
class TrainJobTest {

    private static final String CONFIG =
            """
            model: {backbone: resnet18, pyramidSize: 8, rpnChannels: 8, fcLayersSize: 16, normalization: calibrated}
            image: {mode: square, minDimension: 64, maxDimension: 64}
            rpn: {anchorScales: [8, 16, 32, 64, 64], proposalsTraining: 40}
            roi: {roisPerImage: 8}
            train: {layers: heads, steps: 3, batchSize: 3, workers: 1, calibrationImages: 2, averageDecay: 0.5,
              validation: {everySteps: 2, metric: total_loss}}
            """;

    @TempDir
    private Path folder;

    private final StringWriter terminal = new StringWriter();

    private String other(String name) {
        return "other:" + folder.resolve(name);
    }

    private void data(String name, int images) throws IOException {
        CellsDataset cells = new CellsDataset(images, 3, 64);
        Path files = Files.createDirectories(folder.resolve(name));
        for (int i = 0; i < images; i++) {
            Images.write(cells.load(i).image(), files.resolve(i + ".png"));
        }
        DataFormat.writeCoco(cells, i -> i + ".png", folder.resolve(name + ".json"));
    }

    private int run(String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of("--machines=2", "--local-steps=2", "--checkpoint-minutes=0"));
        args.addAll(List.of("--images", other("train"), "--annotations", other("train.json")));
        args.addAll(List.of("--validation-images", other("val"), "--validation-annotations", other("val.json")));
        args.addAll(List.of("--out", other("runs/cells.mrcnn"), "--log", other("runs/log")));
        args.addAll(Arrays.asList(more));
        TrainJob job = new TrainJob();
        Jobs.line(job).setOut(new PrintWriter(terminal, true)).parseArgs(args.toArray(String[]::new));
        job.check();
        return job.run(LocalSpark.session());
    }

    private long steps(String model) throws IOException {
        try (MaskRcnn loaded = MaskRcnn.load(folder.resolve("runs").resolve(model))) {
            return loaded.provenance().steps();
        }
    }

    @Test
    void everyFileOfARunMayLieOnAnotherFileSystem() throws IOException {
        data("train", 5);
        data("val", 1);
        Path config = Files.writeString(folder.resolve("config.yaml"), CONFIG);
        int done = run("--config", config.toString(), "--set", "train.seed=7");
        assertThat(done).isZero();
        assertThat(terminal.toString()).contains("model in other:").contains("bbox  AP ");
        assertThat(steps("cells.mrcnn")).isEqualTo(3);
        assertThat(steps("cells.best.mrcnn")).isEqualTo(2);
        Path log = folder.resolve("runs").resolve("log");
        assertThat(Files.readAllLines(log.resolve("history.csv"))).hasSize(1 + 3);
        assertThat(log.resolve("report.html")).content().contains("Validation images");
        assertThat(log.toFile().list()).anyMatch(name -> name.contains("tfevents"));

        run("--resume", "--steps", "4");
        assertThat(steps("cells.mrcnn")).isEqualTo(4);
        assertThat(Files.readAllLines(log.resolve("history.csv")))
                .as("also of the steps before")
                .hasSize(1 + 4);
    }

    @Test
    void wrongArgumentsAreNamedBeforeTheFirstStep() throws IOException {
        assertThatThrownBy(() -> run("--config", "none.yaml")).hasMessageContaining("there is no file none.yaml");
        assertThatThrownBy(() -> run("--resume", "--set", "train.seed=1")).hasMessageContaining("--set and --weights");
        assertThatThrownBy(() -> run("--resume", "--masks-dir", "x")).hasMessageContaining("cannot be combined");
        assertThatThrownBy(() -> run("--resume")).hasMessageContaining("--annotations: there is no file or folder");
        data("train", 1);
        data("val", 1);
        Path config = Files.writeString(folder.resolve("config.yaml"), CONFIG);
        assertThatThrownBy(() -> run("--config", config.toString(), "--set", "train.seed=1", "--set", "train.seed=2"))
                .hasMessageContaining("--set train.seed: expected each setting once");
        assertThatThrownBy(() -> run("--config", config.toString(), "--set", "train.stepz=1"))
                .hasMessageContaining("--set train.stepz");
        assertThatThrownBy(() -> run("--resume", "--keep-checkpoints=2")).hasMessageContaining("--keep-checkpoints");
        assertThat(TrainJob.best("s3a://a.b/model")).isEqualTo("s3a://a.b/model.best");
    }

    /** Every option of {@code mrcnn train} either works here or is rejected as an unknown option. */
    @Test
    void theOptionsOfTrainAreThoseOfThisCommand() {
        Set<String> options =
                new TreeSet<>(names(new CommandLine(Main.class).getSubcommands().get("train")));
        options.removeAll(names(Jobs.line(new TrainJob())));
        assertThat(options).containsExactly("--keep-checkpoints", "--verbose");
    }

    private static Set<String> names(CommandLine command) {
        return command.getCommandSpec().optionsMap().keySet();
    }
}
