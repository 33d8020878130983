// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.rendered.RenderCells;

/** A run whose learning rate is far too high, and the repeated step. */
class ReplayCommandTest extends CommandCase {
    private static final String CONFIG =
            """
            model: {backbone: resnet18, pyramidSize: 16, rpnChannels: 16, fcLayersSize: 32, normalization: frozen}
            image: {minDimension: 64, maxDimension: 64}
            rpn: {anchorScales: [8, 16, 32, 64, 128]}
            train:
              steps: 30
              batchSize: 1
              optimizer: {kind: adam, learningRate: 1000, clipNorm: 0}
              schedule: {warmupSteps: 0}
            """;

    @Test
    void theStepOfARunThatOverflowedIsNotFiniteAgain() throws IOException {
        RenderCells.write(new CellsDataset(2, 5, 64), folder.resolve("cells"));
        Path config = Files.writeString(folder.resolve("c.yaml"), CONFIG);
        Path model = folder.resolve("m.mrcnn");
        String step = model + ".broken-step";
        assertThat(mrcnn(
                        "train",
                        "--config",
                        config.toString(),
                        "--images",
                        folder.resolve("cells/images").toString(),
                        "--annotations",
                        folder.resolve("cells/annotations.json").toString(),
                        "--out",
                        model.toString(),
                        "--checkpoint-minutes",
                        "1e-9"))
                .isOne();
        assertThat(out.toString())
                .contains(
                        "the last checkpoint before the failure is " + model + ".checkpoint; a run with other settings"
                                + " starts from it with --weights " + model + ".checkpoint and another --out");
        String failed = err.toString();
        assertThat(failed)
                .contains(".png", "The first tensor that is not finite: output ", " of op ", " in layer ")
                .contains("The step is in " + step + " (", "mrcnn replay " + step + " runs it again")
                .contains("see docs/troubleshooting.md#the-loss-is-not-finite-or-does-not-fall");
        assertThat(model).doesNotExist();
        out.getBuffer().setLength(0);

        assertThat(mrcnn("replay", step)).as(err.toString()).isOne();
        assertThat(out.toString()).contains("step ", ".png", "losses {", "gradient norm NaN", "Not finite again: ");
        String first = out.toString().replaceFirst("(?s).*(The first tensor that is not finite: .*)\\R", "$1");
        assertThat(failed).contains(first);
        assertThat(err.toString()).isEqualTo(failed);
        out.getBuffer().setLength(0);

        assertThat(mrcnn("replay", step, "--set", "model.normalization=trained"))
                .as(out.toString())
                .isZero();
        assertThat(out.toString()).contains("The step is finite now.");
    }

    @Test
    void refusesWhatIsNoStep() throws IOException {
        assertThat(mrcnn("replay", folder.resolve("none").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("FILE: there is no file");
        Path text = Files.writeString(folder.resolve("t"), "text");
        assertThat(mrcnn("replay", text.toString())).isOne();
        assertThat(err.toString()).contains("t: expected a model file");
    }
}
