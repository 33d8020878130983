// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.rendered.RenderCells;

/** Runs the training examples on rendered images, with arguments like those of a user. */
class TrainingExamplesTest {

    private static final String CONFIG =
            """
            model: {backbone: resnet18, pyramidSize: 16, rpnChannels: 16, fcLayersSize: 32}
            image: {minDimension: 64, maxDimension: 64}
            rpn: {anchorScales: [8, 16, 32, 64, 128]}
            train: {steps: 3, batchSize: 1, seed: 4}
            """;

    @TempDir
    private static Path data;

    /** The model that Train wrote, for comparison. */
    private static Path plain;

    private static String printedByTrain;

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeData() throws IOException {
        RenderCells.write(new CellsDataset(2, 5, 64), data);
        Files.writeString(data.resolve("c.yaml"), CONFIG);
        plain = data.resolve("plain.mrcnn");
        printedByTrain = run(Train::main, plain);
    }

    private interface Example {
        void run(String[] args) throws IOException;
    }

    /** Runs an example and returns what it printed. */
    private static String run(Example example, Path model, String... more) throws IOException {
        String[] args = new String[4 + more.length];
        args[0] = data.resolve("c.yaml").toString();
        args[1] = data.resolve("images").toString();
        args[2] = data.resolve("annotations.json").toString();
        args[3] = model.toString();
        System.arraycopy(more, 0, args, 4, more.length);
        PrintStream before = System.out;
        PrintStream errors = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            System.setErr(out);
            example.run(args);
        } finally {
            System.setOut(before);
            System.setErr(errors);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static float[] weight(MaskRcnn model, String name) {
        return model.weights().get(name).dup().data().asFloat();
    }

    @Test
    void train() throws IOException {
        assertThat(printedByTrain).contains("step 3/3", "rpn_class", "mrcnn_mask", "3 steps of");
        try (MaskRcnn model = MaskRcnn.load(plain)) {
            assertThat(model.provenance().steps()).isEqualTo(3);
        }
    }

    @Test
    void ownTransformChangesWhatIsTrainedOn() throws IOException {
        Path file = folder.resolve("m.mrcnn");
        assertThat(run(OwnTransform::main, file)).contains("dropped objects {");
        try (MaskRcnn model = MaskRcnn.load(file);
                MaskRcnn other = MaskRcnn.load(plain)) {
            assertThat(model.provenance().steps()).isEqualTo(3);
            assertThat(weight(model, "mrcnn_mask/kernel")).isNotEqualTo(weight(other, "mrcnn_mask/kernel"));
        }
    }

    @Test
    void trainInStagesMovesTheBackboneOnlyFromItsStageOn() throws IOException {
        Path file = folder.resolve("m.mrcnn");
        assertThat(run(TrainInStages::main, file)).contains("stage heads", "stage 4+", "stage all", "rate 1.00e-04");
        try (MaskRcnn model = MaskRcnn.load(file);
                MaskRcnn fresh = MaskRcnn.create(model.config(), model.labels())) {
            assertThat(model.provenance().steps()).isEqualTo(3);
            assertThat(weight(model, "conv1/kernel")).isNotEqualTo(weight(fresh, "conv1/kernel"));
            assertThat(weight(model, "mrcnn_mask/kernel")).isNotEqualTo(weight(fresh, "mrcnn_mask/kernel"));
        }
    }

    @Test
    void resumeComesToTheSameBits() throws IOException {
        Path file = folder.resolve("m.mrcnn");
        interrupt(Path.of(file + ".checkpoint"));
        assertThat(run(Resume::main, file, "10")).contains("resuming after step 1", "step 3/3");
        assertThat(Files.mismatch(file, plain)).as("first byte that differs").isEqualTo(-1);
        assertThat(Path.of(file + ".checkpoint")).doesNotExist();
    }

    /** Trains one step and writes a checkpoint. */
    private static void interrupt(Path checkpoint) throws IOException {
        Dataset cells = DataFormat.COCO.open(data.resolve("images"), data.resolve("annotations.json"));
        try (MaskRcnn model = MaskRcnn.create(MaskRcnnConfig.from(data.resolve("c.yaml")), cells.labels())) {
            Training training = Training.of(model, cells)
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
    void ownLossTrainsForIt() throws IOException {
        Path file = folder.resolve("m.mrcnn");
        assertThat(run(OwnLoss::main, file)).contains("step 3/3", "mrcnn_mask 0.", "area 0.");
        try (MaskRcnn model = MaskRcnn.load(file);
                MaskRcnn other = MaskRcnn.load(plain)) {
            assertThat(weight(model, "mrcnn_mask/kernel"))
                    .isNotEqualTo(weight(other, "mrcnn_mask/kernel"))
                    .doesNotContain(Float.NaN);
        }
    }

    @Test
    void ownLoopDetectsInTheMiddle() throws IOException {
        Path file = folder.resolve("m.mrcnn");
        List<String> lines = run(OwnLoop::main, file, "1")
                .lines()
                .filter(line -> line.startsWith("step "))
                .toList();
        assertThat(lines).hasSize(3).allMatch(line -> line.contains("objects in the first image"));
        try (MaskRcnn model = MaskRcnn.load(file)) {
            assertThat(model.provenance().steps()).isEqualTo(3);
        }
    }
}
