// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.rendered.RenderCells;

class TrainCommandTest extends CommandCase {
    private static final String CONFIG =
            """
            model: {backbone: resnet18, pyramidSize: 16, rpnChannels: 16, fcLayersSize: 32}
            image: {minDimension: 64, maxDimension: 64}
            rpn: {anchorScales: [8, 16, 32, 64, 128]}
            train: {steps: 3, batchSize: 1}
            """;

    @TempDir
    private static Path shared;

    private static Path cells;
    private static Path config;
    /** The model of an uninterrupted run of three steps. */
    private static Path whole;

    private Path model;
    private Path checkpoint;

    @BeforeAll
    static void trainOnce() throws IOException {
        cells = shared.resolve("cells");
        RenderCells.write(new CellsDataset(2, 5, 64), cells);
        config = Files.writeString(shared.resolve("c.yaml"), CONFIG);
        whole = shared.resolve("whole.mrcnn");
        TrainCommandTest test = new TrainCommandTest();
        assertThat(test.train(whole)).as(test.err.toString()).isZero();
    }

    @BeforeEach
    void nameFiles() {
        model = folder.resolve("m.mrcnn");
        checkpoint = folder.resolve("m.mrcnn.checkpoint");
    }

    private int train(Path file, String... more) {
        return mrcnn(arguments(file, more));
    }

    private List<String> arguments(Path file, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "train",
                "--config",
                config.toString(),
                "--images",
                cells.resolve("images").toString(),
                "--annotations",
                cells.resolve("annotations.json").toString(),
                "--out",
                file.toString()));
        args.addAll(List.of(more));
        return args;
    }

    /** Stops a run after one step, which leaves a checkpoint. */
    private void interrupt() throws IOException {
        Dataset data = DataFormat.COCO.open(cells.resolve("images"), cells.resolve("annotations.json"));
        try (MaskRcnn interrupted = MaskRcnn.create(MaskRcnnConfig.from(config), data.labels())) {
            Training training = Training.of(interrupted, data)
                    .checkpoints(checkpoint, 1e-12)
                    .listener(step -> {
                        if (step.step() == 2) {
                            throw new IllegalStateException("interrupted");
                        }
                    });
            assertThatThrownBy(training::run).hasMessage("interrupted");
        }
    }

    @Test
    void aResumedRunEndsWithTheSameModel() throws IOException {
        interrupt();
        assertThat(train(model)).isEqualTo(2);
        assertThat(err.toString())
                .contains("m.mrcnn.checkpoint belongs to an interrupted run; resume it with --resume");
        assertThat(train(model, "--resume", "--set", "train.batchSize=2")).isEqualTo(1);
        assertThat(err.toString())
                .contains(
                        "m.mrcnn.checkpoint: the settings differ from those of the run: train.batchSize: expected 1, found 2;",
                        "; a run with other settings starts from it with --weights " + checkpoint
                                + " and another --out");
        assertThat(checkpoint).exists();
        assertThat(train(model, "--resume")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("resuming after step 1", "trained 2 steps");
        assertThat(checkpoint).exists();
        assertThat(folder).isDirectoryNotContaining("glob:**.lock");
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
        assertThat(Files.mismatch(model, whole)).as("first byte that differs").isEqualTo(-1);
    }

    @Test
    void resumingNeedsACheckpointAndNoWeights() throws IOException {
        assertThat(train(model, "--resume")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "--resume: there is no checkpoint",
                        "m.mrcnn.checkpoint; give the --out of the interrupted run");
        Path weights = Files.writeString(folder.resolve("w.h5"), "");
        assertThat(train(model, "--resume", "--weights", weights.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--weights and --resume cannot be combined");
        assertThat(train(model, "--checkpoint-minutes", "-1")).isEqualTo(2);
        assertThat(err.toString()).contains("--checkpoint-minutes: expected 0 or more, found -1.0");
    }

    private static float[] weights(Path file) throws IOException {
        try (MaskRcnn loaded = MaskRcnn.load(file)) {
            return loaded.weights().get("conv1/kernel").dup().data().asFloat();
        }
    }

    @Test
    void aFinishedRunGoesOnWithMoreStepsAndWithSettingsThatChangeNoBit() throws IOException {
        assertThat(train(model, "--steps", "2")).as(err.toString()).isZero();
        assertThat(weights(model)).isNotEqualTo(weights(whole));
        assertThat(train(
                        model,
                        "--resume",
                        "--set",
                        "train.workers=1",
                        "--set",
                        "train.loading.queueBatches=5",
                        "--checkpoint-minutes",
                        "3"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("resuming after step 2", "trained 1 step in");
        assertThat(weights(model)).isEqualTo(weights(whole));
        try (MaskRcnn longer = MaskRcnn.load(model)) {
            assertThat(longer.config().train().steps()).as("the new length").isEqualTo(3);
        }
        assertThat(train(model, "--steps", "1"))
                .as("a finished run may be replaced")
                .isZero();
    }

    @Test
    void anOlderCheckpointCanBeResumed() throws IOException {
        assertThat(train(model, "--checkpoint-minutes", "1e-9", "--keep-checkpoints", "3"))
                .isZero();
        Path older = folder.resolve("m.mrcnn.checkpoint-step1");
        assertThat(older).exists();
        assertThat(train(model, "--resume", older.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("resuming after step 1");
        assertThat(Files.mismatch(model, whole)).as("first byte that differs").isEqualTo(-1);
        assertThat(train(model, "--keep-checkpoints", "0")).isEqualTo(2);
    }

    @Test
    void aSecondRunOnTheSameFileIsRefused() throws IOException {
        Path log = folder.resolve("log");
        try (RunLock other = RunLock.of("--log", log.resolve("history.csv"))) {
            assertThat(train(model, "--log", log.toString())).isEqualTo(1);
            assertThat(err.toString()).contains("--log: another run is writing", "give another --log");
        }
        try (RunLock other = RunLock.of("--out", model)) {
            assertThat(train(model)).isEqualTo(1);
            assertThat(err.toString()).contains("--out: another run is writing", "give another --out");
            Path sameFile = Files.createDirectory(folder.resolve("below")).resolve("../m.mrcnn");
            assertThat(train(sameFile)).isEqualTo(1);
            if (!OS.WINDOWS.isCurrentOs()) {
                Path link = Files.createSymbolicLink(folder.resolve("below/link.mrcnn"), Path.of("../m.mrcnn"));
                assertThat(train(link)).as("a link to the file").isEqualTo(1);
            }
            other.close();
            assertThat(train(model)).as(err.toString()).isZero();
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.lock");
    }

    @Test
    void filesThatAreNoModelsAreNotReplaced() throws IOException {
        Path image = Files.writeString(folder.resolve("image.png"), "an image");
        assertThat(train(image)).isEqualTo(2);
        assertThat(err.toString()).contains("image.png exists and is no model file; choose another name");
        assertThat(image).hasContent("an image");
        interrupt();
        assertThat(train(checkpoint)).isEqualTo(2);
        assertThat(err.toString()).contains("m.mrcnn.checkpoint is the checkpoint of a run; choose another name");
        assertThat(train(folder.resolve("other.mrcnn"), "--log", image.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--log: " + image + " is a file, expected the name of a folder");
        Files.copy(checkpoint, folder.resolve("other.mrcnn.checkpoint"));
        assertThat(train(folder.resolve("other.mrcnn"), "--resume", checkpoint.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("other.mrcnn.checkpoint belongs to an interrupted run");
    }

    @Test
    void aFolderThatCannotBeWrittenToIsNamedBeforeTheFirstStep() {
        Path below = config.resolve("m.mrcnn");
        assertThat(train(below)).isEqualTo(1);
        assertThat(out.toString()).doesNotContain("training data");
        assertThat(err.toString()).contains("c.yaml");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsNamedBeforeTheFirstStep() throws IOException {
        Path lock = Files.createSymbolicLink(folder.resolve("m.mrcnn.lock"), Path.of("/dev/full"));
        assertThat(train(model)).isEqualTo(1);
        assertThat(err.toString())
                .contains(
                        "--out: the folder " + folder.toRealPath() + " cannot be written to (No space left on device)");
        assertThat(lock).doesNotExist();
    }

    @Test
    void aModelThatItsPlaceRefusesIsSavedElsewhere() throws IOException {
        RunFiles taken = new RunFiles(folder.resolve("taken"));
        Files.createDirectories(taken.out().resolve("something"));
        try (MaskRcnn trained = MaskRcnn.load(whole)) {
            String message = catchThrowableOfType(IOException.class, () -> taken.save(trained))
                    .getMessage();
            assertThat(message).contains("the trained model could not be written to " + taken.out(), "it is in ");
            Path second = Path.of(message.replaceFirst("(?s).*it is in ", "").replaceFirst("; .*", ""));
            assertThat(weights(second)).isEqualTo(weights(whole));
            Files.delete(second);
            Files.delete(second.getParent());
        }
    }

    @Test
    void theLogHasEveryStepAndValidation() throws IOException {
        Path log = folder.resolve("log");
        String annotations = cells.resolve("annotations.json").toString();
        String images = cells.resolve("images").toString();
        assertThat(train(
                        model,
                        "--log",
                        log.toString(),
                        "--set",
                        "train.validation.everySteps=2",
                        "--validation-annotations",
                        annotations,
                        "--validation-images",
                        images))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("note: of 2 validation images, 2 are trained on too");
        List<String> lines = Files.readAllLines(log.resolve("history.csv"));
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0))
                .startsWith("step,")
                .contains(",val_total_loss,")
                .endsWith(",val_mask_ap50");
        assertThat(lines.get(1)).startsWith("1,").endsWith(",,");
        assertThat(lines.get(2)).startsWith("2,").doesNotEndWith(",");
        assertThat(log).isDirectoryContaining("glob:**events.out.tfevents.*");
        assertThat(folder.resolve("m.best.mrcnn")).exists();
    }

    /** A separate process that is stopped by SIGTERM leaves a checkpoint, from which training gives the same model. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aSignalEndsTheRunInOrder() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.mrcnn.cli.Main"));
        command.addAll(arguments(model, "--steps", "2000"));
        Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuilder printed = new StringBuilder();
        try (BufferedReader lines = run.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.append(line).append('\n');
                if (line.startsWith("step ")) {
                    run.toHandle().destroy(); // SIGTERM, which keeps the streams open
                }
            }
        }
        assertThat(run.waitFor()).as(printed.toString()).isEqualTo(143);
        assertThat(printed.toString())
                .contains(
                        "stopping after this step",
                        "stopped after step ",
                        "resume it with the same command and --resume");
        assertThat(folder).isDirectoryNotContaining("glob:**.lock");
        assertThat(model).doesNotExist();
        int done = Integer.parseInt(printed.toString().replaceFirst("(?s).*stopped after step (\\d+);.*", "$1"));
        String length = Integer.toString(done + 2);
        assertThat(train(model, "--resume", "--steps", length))
                .as(err.toString())
                .isZero();
        Path longer = folder.resolve("longer.mrcnn");
        assertThat(train(longer, "--steps", length)).as(err.toString()).isZero();
        assertThat(weights(model)).isEqualTo(weights(longer));
    }
}
