// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.mrcnn.engine.internal.weights.Safetensors;
import org.mrcnn.interop.WeightFiles;
import org.mrcnn.rendered.CellsDataset;
import org.mrcnn.rendered.RenderCells;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Weights of torchvision as initial weights of training. */
class TrainWeightsTest extends CommandCase {
    private static final String BODY = "backbone.body.";

    @TempDir
    private static Path shared;

    private static Path cells;
    /** A Mask R-CNN. */
    private static Path detector;
    /** Its backbone, as in a classification network. */
    private static Path classifier;

    @BeforeAll
    static void writeWeights() throws IOException {
        cells = shared.resolve("cells");
        RenderCells.write(new CellsDataset(2, 5, 64), cells);
        detector = shared.resolve("detector.safetensors");
        classifier = shared.resolve("resnet18.safetensors");
        Dataset data = DataFormat.COCO.open(cells.resolve("images"), cells.resolve("annotations.json"));
        try (MaskRcnn model = MaskRcnn.create(MaskRcnnConfig.fromYaml(config("torchvision"), "test"), data.labels())) {
            WeightFiles.exportTorchvision(model, detector);
        }
        try (NamedWeights weights = Safetensors.read(detector).weights();
                OutputStream to = Files.newOutputStream(classifier)) {
            Map<String, INDArray> backbone = new LinkedHashMap<>();
            weights.asMap().forEach((name, array) -> {
                if (name.startsWith(BODY)) {
                    backbone.put(name.substring(BODY.length()), array);
                }
            });
            Safetensors.write(to, backbone, Map.of());
        }
    }

    private static String config(String dialect) {
        return """
                model: {dialect: %s, backbone: resnet18, pyramidSize: 8, rpnChannels: 8, fcLayersSize: 8}
                image: {minDimension: 64, maxDimension: 64}
                rpn: {anchorScales: [8, 16, 32, 64, 128], proposalsTraining: 20}
                roi: {roisPerImage: 8}
                train: {steps: 1, batchSize: 1}
                """
                .formatted(dialect);
    }

    private int train(String dialect, Path weights, String... more) throws IOException {
        Path config = Files.writeString(folder.resolve("config.yaml"), config(dialect));
        List<String> line = new ArrayList<>(List.of(
                "train",
                "--config",
                config.toString(),
                "--images",
                cells.resolve("images").toString(),
                "--annotations",
                cells.resolve("annotations.json").toString(),
                "--weights",
                weights.toString(),
                "--out",
                folder.resolve("m.mrcnn").toString()));
        line.addAll(List.of(more));
        return mrcnn(line);
    }

    /** The arrays of both have the same names and shapes, but boxes, order of classes and sampling differ. */
    @Test
    void weightsOfAnotherDialectThatFitAreNoted() throws IOException {
        assertThat(train("mmdetection", detector)).as(err.toString()).isZero();
        assertThat(err.toString())
                .contains("note: the weights fit, but the file is of dialect torchvision, the model of mmdetection: set"
                        + " model.dialect=torchvision");
    }

    @Test
    void aBackboneIsNoted() throws IOException {
        assertThat(train("mmdetection", classifier, "--exclude", "top"))
                .as(err.toString())
                .isZero();
        assertThat(err.toString()).as("any of these dialects has its layers").doesNotContain("dialect");
        assertThat(train("matterport", classifier, "--exclude", "top")).isEqualTo(1);
        assertThat(err.toString())
                .contains("missing conv1/bias")
                .contains("the file is of dialect torchvision, the model of matterport: set model.dialect=torchvision");
    }
}
