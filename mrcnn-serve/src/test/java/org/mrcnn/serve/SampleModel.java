// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.backbone.Conv;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.backbone.Layers;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.rendered.CellsDataset;

/** A small model with random weights that detects objects in any image, and an image for it. */
final class SampleModel {
    /** A backbone with one convolution per stage. */
    private static final Backbone BACKBONE = new Backbone() {
        @Override
        public String name() {
            return "sample";
        }

        @Override
        public List<Features> build(Layers layers, Features image) {
            Conv half = Conv.of(3, 8).withStride(2).withRelu();
            Features x = layers.conv("conv1", image, half);
            List<Features> stages = new ArrayList<>();
            for (int stage = 2; stage <= 5; stage++) {
                x = layers.conv("res" + stage, x, half);
                stages.add(x);
            }
            return stages;
        }
    };

    private SampleModel() {}

    static MaskRcnn create() {
        return create(List.of("BG", "cell", "debris"));
    }

    static MaskRcnn create(List<String> labels) {
        MaskRcnnConfig config = MaskRcnnConfig.defaults();
        config = config.withModel(config.model().withWidths(16, 32, 16))
                .withImage(config.image().withDimensions(64, 64))
                .withRoi(config.roi().withRoisPerImage(20))
                .withRpn(config.rpn().withAnchorScales(8, 16, 32, 64, 128).withProposals(300, 30, 30))
                .withDetection(config.detection().withMaxInstances(8).withMinConfidence(0));
        MaskRcnn model = MaskRcnn.create(config, labels, BACKBONE);
        model.update(weights -> weights.get("mrcnn_class_logits/kernel").muli(10));
        return model;
    }

    /** Returns a served model that immediately detects nothing. */
    static ServedModel detectsNothing(String name, MaskRcnn model) {
        return new ServedModel(
                name, model, (image, options) -> new Detections(image.height(), image.width(), List.of()));
    }

    static Image image() {
        return new CellsDataset(1, 3, 64).load(0).image();
    }

    /** Returns the image as a PNG file. */
    static byte[] png() throws IOException {
        Path file = Files.createTempFile("sample", ".png");
        try {
            Images.write(image(), file);
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }
}
