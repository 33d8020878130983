// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.Training;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.backbone.Conv;
import org.mrcnn.core.backbone.Features;
import org.mrcnn.core.backbone.Layers;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.rendered.ShapesDataset;

/**
 * A custom backbone: a small ResNeXt, whose 3x3 convolutions are grouped. Trains it on rendered shapes, saves it, loads it and
 * detects objects. Arguments: model file to write, number of steps.
 *
 * <pre>{@code scripts/java-main org.mrcnn.examples.OwnBackbone shapes.mrcnn 300}</pre>
 */
public final class OwnBackbone implements Backbone {

    @Override
    public String name() {
        return "resnext-mini";
    }

    @Override
    // example: OwnBackbone
    public List<Features> build(Layers layers, Features image) {
        Features x = layers.conv("stem", image, Conv.of(5, 16).withStride(2).withRelu());
        List<Features> maps = new ArrayList<>();
        for (int stage = 2; stage <= 5; stage++) {
            x = block(layers, "stage" + stage, x, 8 << stage);
            maps.add(x);
        }
        return maps;
    }
    // end

    /**
     * A residual block that halves height and width: 1x1, grouped 3x3 and 1x1 convolutions, and a shortcut. Names begin with the
     * stage, as train.layers expects.
     */
    private static Features block(Layers layers, String at, Features x, int out) {
        Features shortcut = layers.conv(at + "_short", layers.maxPool(at + "_pool", x, 2, 2), Conv.of(1, out));
        Features y = layers.conv(at + "_in", x, Conv.of(1, out / 2).withRelu());
        Conv grouped = Conv.of(3, out / 2).withStride(2).withGroups(8);
        y = layers.conv(at + "_grouped", y, grouped.withNorm(at + "_bn1").withRelu());
        return layers.conv(at + "_out", y, Conv.of(1, out).withNorm(at + "_bn2").withRelu(), shortcut);
    }

    /** Runs the example. */
    public static void main(String[] args) throws IOException {
        ShapesDataset shapes = new ShapesDataset(200, 1);
        String yaml =
                """
                model: {pyramidSize: 64, fcLayersSize: 128, rpnChannels: 64, normalization: calibrated}
                image: {minDimension: 128, maxDimension: 128}
                rpn: {anchorScales: [8, 16, 32, 64, 128], preNmsLimit: 500, proposalsTraining: 200}
                roi: {roisPerImage: 32}
                train: {steps: %s, optimizer: {kind: adamw, learningRate: 1e-3, l2: decoupled}}
                """;
        MaskRcnnConfig config = MaskRcnnConfig.fromYaml(yaml.formatted(args[1]), "OwnBackbone");
        try (MaskRcnn model = MaskRcnn.create(config, shapes.labels(), new OwnBackbone())) {
            Training.of(model, shapes)
                    .listener(s -> System.out.printf(
                            "%d loss %s%n", s.step(), s.losses().total()))
                    .run();
            model.save(Path.of(args[0]));
        }
        try (MaskRcnn model = MaskRcnn.load(Path.of(args[0]), new OwnBackbone())) {
            model.detect(shapes.load(0).image()).stream().forEach(System.out::println);
        }
    }
}
