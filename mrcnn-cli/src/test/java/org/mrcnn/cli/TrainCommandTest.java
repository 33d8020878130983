// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.rendered.RenderCells;

class TrainCommandTest {

    private static final String CONFIG =
            """
            model: {backbone: resnet18, pyramidSize: 16, rpnChannels: 16, fcLayersSize: 32}
            image: {minDimension: 64, maxDimension: 64}
            rpn: {anchorScales: [8, 16, 32, 64, 128]}
            train: {steps: 3, batchSize: 1}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Path config;
    private Path model;
    private Path checkpoint;

    @BeforeEach
    void writeData() throws IOException {
        RenderCells.write(new CellsDataset(2, 5, 64), folder.resolve("cells"));
        config = Files.writeString(folder.resolve("c.yaml"), CONFIG);
        model = folder.resolve("m.mrcnn");
        checkpoint = folder.resolve("m.mrcnn.checkpoint");
    }

    private int train(Path file, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "train",
                "--config",
                config.toString(),
                "--images",
                folder.resolve("cells/images").toString(),
                "--annotations",
                folder.resolve("cells/annotations.json").toString(),
                "--out",
                file.toString()));
        args.addAll(List.of(more));
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));
    }

    /** Leaves a checkpoint after one step. */
    private void interrupt() throws IOException {
        Dataset data = DataFormat.COCO.open(folder.resolve("cells/images"), folder.resolve("cells/annotations.json"));
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
        Path whole = folder.resolve("whole.mrcnn");
        assertThat(train(whole)).as(err.toString()).isZero();
        interrupt();
        assertThat(train(model)).isEqualTo(2);
        assertThat(err.toString())
                .contains("m.mrcnn.checkpoint belongs to an interrupted run; resume it with --resume");
        assertThat(train(model, "--resume", "--set", "train.batchSize=2")).isEqualTo(1);
        assertThat(err.toString())
                .contains(
                        "m.mrcnn.checkpoint: the settings differ from those of the run: expected batchSize: 1, found batchSize: 2");
        assertThat(checkpoint).exists();
        assertThat(train(model, "--resume")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("resuming after step 1", "trained 2 steps");
        assertThat(checkpoint).doesNotExist();
        assertThat(model).hasSameBinaryContentAs(whole);
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
}
