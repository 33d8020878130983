// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.rendered.RenderCells;

class InferenceOptionsTest extends CommandCase {
    private static final String CONFIG =
            """
            model: {backbone: resnet18, pyramidSize: 8, fcLayersSize: 8, rpnChannels: 8}
            image: {minDimension: 64, maxDimension: 64}
            detection: {minConfidence: 0, maxInstances: 5}
            """;

    private Path image;
    private Path model;

    @BeforeEach
    void renderAnImageAndMakeAModel() throws Exception {
        CellsDataset data = new CellsDataset(1, 5, 96);
        RenderCells.write(data, folder);
        try (var files = Files.list(folder.resolve("images"))) {
            image = files.findFirst().orElseThrow();
        }
        model = folder.resolve("m.mrcnn");
        try (MaskRcnn made = MaskRcnn.create(MaskRcnnConfig.fromYaml(CONFIG, "test"), data.labels())) {
            made.save(model);
        }
    }

    private int run(String command, String... more) {
        String[] args = new String[more.length + 3];
        args[0] = command;
        args[1] = "--model";
        args[2] = model.toString();
        System.arraycopy(more, 0, args, 3, more.length);
        return mrcnn(args);
    }

    /** Each of four tiles may contain as many objects as the model detects in an image. */
    @Test
    void tilesHaveNoLimitTogether() throws Exception {
        Path json = folder.resolve("found.json");

        int status = run(
                "detect",
                "--tiles",
                "64",
                "--overlap",
                "32",
                "--min-score",
                "0",
                "--json",
                json.toString(),
                "--out",
                folder.resolve("drawn").toString(),
                image.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(status).isZero();
        assertThat(Files.readString(json).split("image_id")).hasSizeGreaterThan(1 + 5);
        assertThat(folder.resolve("drawn")).isDirectoryContaining("glob:**-detected.png");
    }

    /** With its random weights, the model detects overlapping objects. */
    @Test
    void objectsThatOverlapAreLeftOut() throws Exception {
        int apart = objects("--max-overlap", "0");

        assertThat(apart).isPositive().isLessThan(objects());
        assertThat(objects("--max-overlap", "0", "--tiles", "96")).isEqualTo(apart);
    }

    private int objects(String... more) throws Exception {
        Path json = folder.resolve("found.json");
        List<String> args = new ArrayList<>(List.of(more));
        args.addAll(
                List.of("--min-score", "0", "--out", folder.toString(), "--json", json.toString(), image.toString()));
        assertThat(run("detect", args.toArray(String[]::new))).isZero();
        return Files.readString(json).split("image_id").length - 1;
    }

    @Test
    void tilesAndViewsAreEvaluated() {
        Path metrics = folder.resolve("metrics.json");

        int status = run(
                "evaluate",
                "--tiles",
                "64",
                "--tta",
                "flips",
                "--out",
                metrics.toString(),
                "--annotations",
                folder.resolve("annotations.json").toString(),
                "--images",
                folder.resolve("images").toString());

        assertThat(err.toString()).isEmpty();
        assertThat(status).isZero();
        assertThat(metrics).content().contains("AP50");
    }

    @ParameterizedTest
    @CsvSource({
        "--tiles 16, a side of 32",
        "--tiles 64 --overlap 40, 4 pixels to 32",
        "--overlap 40, give --tiles",
        "--tta mirrors, mirrors",
        "--max-overlap 60, 'from 0 to 1, found 60.0'",
    })
    void wrongOptionsAreNamed(String options, String message) {
        String[] args = (options + " " + image).split(" ");

        assertThat(run("detect", args)).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void resultsHaveNoTiles() {
        int status = mrcnn(
                "evaluate", "--results", "r.json", "--annotations", "a.json", "--out", "m.json", "--tta", "flips");

        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).contains("--tta", "--model");
    }
}
