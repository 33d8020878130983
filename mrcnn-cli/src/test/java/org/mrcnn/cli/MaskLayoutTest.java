// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.rendered.CellsDataset;

/** Every command for annotated images supports masks in the published layout of the Penn-Fudan pedestrians. */
class MaskLayoutTest extends CommandCase {
    private final Dataset truth = new CellsDataset(2, 5, 64);

    @BeforeEach
    void write() throws IOException {
        for (String name : List.of("PNGImages", "PedMasks", "Annotation")) {
            Files.createDirectories(folder.resolve(name));
        }
        Files.writeString(folder.resolve("added-object-list.txt"), "FudanPed00002.png\n");
        for (int i = 0; i < truth.size(); i++) {
            Sample sample = truth.load(i);
            String stem = "FudanPed0000" + (i + 1);
            byte[] labels = new byte[64 * 64];
            for (int k = 0; k < sample.count(); k++) {
                byte[] mask = sample.masks().get(k).toMask();
                for (int p = 0; p < mask.length; p++) {
                    labels[p] = mask[p] == 0 ? labels[p] : (byte) (k + 1);
                }
            }
            Images.write(sample.image(), folder.resolve("PNGImages/" + stem + ".png"));
            Images.write(new Image(64, 64, 1, labels), folder.resolve("PedMasks/" + stem + "_mask.png"));
            Files.writeString(
                    folder.resolve("Annotation/" + stem + ".txt"),
                    "# Compatible with PASCAL Annotation Version 1.00\n");
        }
    }

    private int run(String command, String... more) {
        List<String> args = new ArrayList<>(List.of(
                command,
                "--images-dir",
                folder.resolve("PNGImages").toString(),
                "--masks-dir",
                folder.resolve("PedMasks").toString(),
                "--mask-pattern",
                "{name}_mask.png"));
        args.addAll(List.of(more));
        return mrcnn(args);
    }

    private void assertRuns(String command, String... more) {
        assertThat(run(command, more)).as(err.toString()).isZero();
    }

    @Test
    void trainsAndEvaluates() throws IOException {
        Path config = Files.writeString(
                folder.resolve("c.yaml"),
                """
                model: {backbone: resnet18, pyramidSize: 16, rpnChannels: 16, fcLayersSize: 32}
                image: {minDimension: 64, maxDimension: 64}
                rpn: {anchorScales: [8, 16, 32, 64, 128]}
                train: {steps: 2, batchSize: 1}
                """);
        String model = folder.resolve("m.mrcnn").toString();
        String validation = folder.resolve("PedMasks").toString();
        String images = folder.resolve("PNGImages").toString();
        assertRuns(
                "train",
                "--config",
                config.toString(),
                "--out",
                model,
                "--validation-images",
                images,
                "--validation-annotations",
                validation);
        assertThat(out.toString()).contains("training data: 2 images", "validation data: 2 images", "trained 2 steps");
        assertRuns(
                "evaluate",
                "--model",
                model,
                "--out",
                folder.resolve("metrics.json").toString());
        assertThat(out.toString()).contains("evaluated 2 of 2 images", "segm  AP");
    }

    @Test
    void inspectsAndConverts() throws IOException {
        Path page = folder.resolve("page.html");
        assertRuns(
                "inspect",
                "--set",
                "image.maxDimension=64",
                "--set",
                "image.minDimension=64",
                "--out",
                page.toString());
        assertThat(page).content().contains("Every image was inspected");
        Path coco = folder.resolve("coco.json");
        assertRuns("convert-data", "--out", coco.toString());
        AnnotatedDataset converted = DataFormat.COCO.open(folder.resolve("PNGImages"), coco);
        assertThat(converted.labels()).containsExactly("BG", "object");
        for (int i = 0; i < truth.size(); i++) {
            assertThat(converted.load(i).masks())
                    .containsExactlyInAnyOrderElementsOf(truth.load(i).masks());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--annotations=x, '--annotations and --masks-dir cannot be combined'",
        "--format=coco, '--mask-pattern needs --format masks, found coco'",
    })
    void wrongOptions(String option, String text) {
        assertThat(run("convert-data", "--out", "o.json", option)).isEqualTo(2);
        assertThat(err.toString()).contains(text);
    }

    @Test
    void wrongPattern() {
        String masks = folder.resolve("PedMasks").toString();
        String[] args = {"convert-data", "--out", "o.json", "--masks-dir", masks, "--mask-pattern", "{nam}.png"};
        assertThat(mrcnn(args)).isEqualTo(2);
        assertThat(err.toString()).contains("Mask pattern: expected {name}", "found {nam}");
        assertThat(mrcnn("convert-data", "--out", "o.json")).isEqualTo(2);
        assertThat(err.toString()).contains("Missing required option: '--annotations=PATH' (or '--masks-dir=DIR')");
    }
}
