// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;

/** A model that runs within seconds: few channels, 128 pixels, seeded random weights, many detections. */
final class SmallModel {
    static final String CONFIG =
            """
            model: {backbone: resnet18, pyramidSize: 16, rpnChannels: 16, fcLayersSize: 32}
            image: {mode: square, minDimension: 128, maxDimension: 128}
            rpn: {anchorScales: [8, 16, 32, 64, 128], proposalsInference: 100}
            detection: {minConfidence: 0, maxInstances: 10}
            train: {seed: 3}
            """;

    private SmallModel() {}

    static MaskRcnn create(List<String> labels) {
        return MaskRcnn.create(MaskRcnnConfig.fromYaml(CONFIG, "small model"), labels);
    }

    /** Writes the model to a file. */
    static Path save(Path folder, List<String> labels) throws IOException {
        Path file = folder.resolve("model.mrcnn");
        try (MaskRcnn model = create(labels)) {
            model.save(file);
        }
        return file;
    }

    /** Writes the configuration to a file. */
    static Path config(Path folder) throws IOException {
        return Files.writeString(folder.resolve("config.yaml"), CONFIG);
    }
}
